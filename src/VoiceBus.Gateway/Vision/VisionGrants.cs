using VoiceBus.Core.Conversations;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Vision;

/// <summary>What a device is handed in MCP's initialize: where pictures go, seen from the device, and its token. Thread-safe.</summary>
public sealed class VisionGrants(SessionManager sessions, VisionTokens tokens)
{
    /// <summary>The path pictures are sent to.</summary>
    public const string Path = "api/vision";

    /// <summary>The grant of a session's device; null when it is not known how the device reaches this server.</summary>
    public VisionGrant? For(string sessionId, string deviceId)
    {
        var known = sessions.Find(sessionId)?.Connection;
        return known?.ServerUrl is { } address && Uri.TryCreate(new Uri(address), Path, out var url)
            ? new VisionGrant(url, tokens.Issue(deviceId, known.ClientId)) : null;
    }
}
