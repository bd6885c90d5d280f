using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace VoiceBus.Providers.Dify;

/// <summary>Which app of a Dify server answers, and how it is asked. Chatbots, agents and chatflows; not workflows and text generators.</summary>
public sealed record DifyOptions
{
    /// <summary>The API's address; of a server of one's own <c>http://host/v1</c>.</summary>
    [UriSchemes("http", "https")]
    public Uri Url { get; init; } = new("https://api.dify.ai/v1");

    /// <summary>The app's API key, <c>app-…</c>.</summary>
    [Required, Secret(Variable = "DIFY_API_KEY")]
    public required string Key { get; init; }

    /// <summary>The end user Dify counts by; null: one for each session.</summary>
    [NotSecret]
    public string? User { get; init; }

    /// <summary>Values of the app's variables: <c>{"city": "上海"}</c>. Dify takes them when a conversation begins.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>The app's variable that is given the persona's prompt; null: the app has a prompt of its own.</summary>
    [NotSecret]
    public string? PromptInput { get; init; }

    /// <summary>When tools are listed in what is asked; Dify has no other place for them.</summary>
    public DifyTools Tools { get; init; } = DifyTools.First;

    /// <summary>Headers added to every request; their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer may take to begin.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long the answer may fall silent; Dify shows that it lives every 10 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
