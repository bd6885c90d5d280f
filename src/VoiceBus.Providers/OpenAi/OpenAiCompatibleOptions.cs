using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// Where a model answers the OpenAI chat completions protocol and how to ask it. Examples of <see cref="Url"/>: Ollama
/// <c>http://localhost:11434/v1</c> (no key), DeepSeek <c>https://api.deepseek.com/v1</c>, Qwen (DashScope's compatible mode)
/// <c>https://dashscope.aliyuncs.com/compatible-mode/v1</c>.
/// </summary>
public sealed class OpenAiCompatibleOptions
{
    /// <summary>
    /// The address under which <c>chat/completions</c> lies, or that of the endpoint itself; a missing <c>/v1</c> is tried, a query such as
    /// Azure's <c>api-version</c> is kept.
    /// </summary>
    [Required, UriSchemes("http", "https")]
    public required Uri Url { get; init; }

    /// <summary>The model's name at the vendor.</summary>
    [StringLength(200, MinimumLength = 1), NotSecret]
    public string Model { get; init; } = "default";

    /// <summary>Sent as bearer token; null sends none. Never part of a message or a log line.</summary>
    [Secret, StringLength(4096), RegularExpression("^[!-~]+$", ErrorMessage = "must be of printable ASCII characters without spaces")]
    public string? Key { get; init; }

    /// <summary>How freely the model chooses its words, or null for the vendor's default.</summary>
    [Range(0, 2)]
    public float? Temperature { get; init; }

    /// <summary>Longest reply in tokens (sent as <c>max_tokens</c>), or null for the vendor's default.</summary>
    [Range(1, 1_000_000)]
    public int? MaxTokens { get; init; }

    /// <summary>
    /// A JSON object merged into the body of every request as a JSON merge patch: objects are merged, other values replace,
    /// null takes a member out. Example: <c>{"enable_thinking": false}</c>.
    /// </summary>
    public JsonElement? ExtraBody { get; init; }

    /// <summary>Headers added to every request; their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first piece of the answer may take, connecting included.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the model may fall silent between two pieces.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
