namespace VoiceBus.Core.Sessions;

/// <summary>What a session is doing.</summary>
public enum SessionStatus
{
    /// <summary>Connected, hello not yet exchanged.</summary>
    Connecting,

    /// <summary>Waiting for somebody to say something.</summary>
    Idle,

    /// <summary>Hearing an utterance.</summary>
    Listening,

    /// <summary>A turn runs and nothing of it is audible yet.</summary>
    Thinking,

    /// <summary>The device plays speech.</summary>
    Speaking,

    /// <summary>Over.</summary>
    Closed,
}
