using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Takes a server's secrets out of what is said about it. Immutable.</summary>
internal sealed class Redaction(ToolServerSettings server)
{
    private const int MaxText = 300;

    // Shorter ones would mask half of any sentence, and are no secrets.
    private const int MinSecret = 4;

    // The longer first: one may be part of another.
    private readonly string[] _secrets =
        [.. server.Secrets.Where(static secret => secret.Length >= MinSecret).OrderByDescending(static secret => secret.Length)];

    /// <summary>The text with every secret masked, on one line and of a readable length.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        text = text.ReplaceLineEndings(" ");
        return text.Length <= MaxText ? text : $"{text[..MaxText]}…";
    }
}
