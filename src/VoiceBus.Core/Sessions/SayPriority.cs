namespace VoiceBus.Core.Sessions;

/// <summary>When somebody else's words are said.</summary>
public enum SayPriority
{
    /// <summary>As soon as nobody speaks, in the order they came.</summary>
    Next,

    /// <summary>At once: whoever speaks, device or user, is cut short.</summary>
    Interrupt,

    /// <summary>When nobody has spoken for a while and nothing else waits.</summary>
    Idle,
}
