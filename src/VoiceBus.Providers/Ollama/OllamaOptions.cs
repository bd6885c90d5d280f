using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace VoiceBus.Providers.Ollama;

/// <summary>Where an Ollama server is, and how its model is asked; names as Ollama's own.</summary>
public sealed record OllamaOptions
{
    /// <summary>The server.</summary>
    [UriSchemes("http", "https")]
    public Uri Url { get; init; } = new("http://localhost:11434");

    /// <summary>The model, such as <c>qwen3:4b</c>.</summary>
    [Required, NotSecret]
    public required string Model { get; init; }

    /// <summary>Sent as bearer token, for Ollama's cloud or a proxy; null sends none.</summary>
    [Secret(Variable = "OLLAMA_API_KEY")]
    public string? Key { get; init; }

    /// <summary>Whether a model thinks before it answers; what it thinks is never spoken.</summary>
    public OllamaThinking Think { get; init; } = OllamaThinking.Off;

    /// <summary>Whether tools are offered; models that cannot use any refuse every request that has some.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>How long the model stays loaded after an answer, such as <c>5m</c>, <c>24h</c> or seconds; <c>-1</c>: for ever. Null: the server's default.</summary>
    [NotSecret, RegularExpression(@"-?\d+(\.\d+)?(ms|s|m|h)?(\d+(ms|s|m|h))*", ErrorMessage = "must be a time such as 5m, seconds, or -1")]
    public string? KeepAlive { get; init; }

    /// <summary>Tokens of context; null: the server's default, which may be too small for a long prompt with tools.</summary>
    [Range(256, 4_000_000)]
    public int? NumCtx { get; init; }

    /// <summary>Longest reply in tokens, or null for the model's default.</summary>
    [Range(1, 1_000_000)]
    public int? NumPredict { get; init; }

    /// <summary>How freely the model chooses its words, or null for its default.</summary>
    [Range(0, 2)]
    public double? Temperature { get; init; }

    /// <summary>Further members of the request's <c>options</c>: <c>{"top_k": 20, "min_p": 0.05}</c>.</summary>
    public JsonElement? ModelOptions { get; init; }

    /// <summary>Headers added to every request; their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the model is loaded before it is asked first.</summary>
    public bool Preload { get; init; } = true;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first piece of the answer may take, loading the model included.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long the model may fall silent between two pieces.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
