namespace VoiceBus.Core.Sessions;

/// <summary>
/// What is known of a session's connection. Each member has one writer; whoever reads it may see it a moment late. Null until it is
/// known.
/// </summary>
public sealed class SessionConnection
{
    /// <summary>The client's id as it sent it; works as a secret where devices are bound to it.</summary>
    public string? ClientId { get; set; }

    /// <summary>The address it came from.</summary>
    public string? Address { get; set; }

    /// <summary>This server as the device reaches it, with a slash at the end.</summary>
    public string? ServerUrl { get; set; }

    /// <summary>How binary frames are made: 1, 2 or 3 (protocol.md 2.4).</summary>
    public int? ProtocolVersion { get; set; }

    /// <summary>How the device codes audio: opus or pcm.</summary>
    public string? Codec { get; set; }

    /// <summary>How it listens: auto, manual or realtime.</summary>
    public string? ListeningMode { get; set; }

    /// <summary>Why the conversation ended.</summary>
    public string? CloseReason { get; set; }
}
