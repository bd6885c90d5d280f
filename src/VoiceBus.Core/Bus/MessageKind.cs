namespace VoiceBus.Core.Bus;

/// <summary>What a message of a call means (design: the call).</summary>
public enum MessageKind
{
    /// <summary>Opens a call; waits in the service's message queue.</summary>
    Open,

    /// <summary>One item of the caller's input stream.</summary>
    Input,

    /// <summary>The caller's input stream has ended.</summary>
    InputEnd,

    /// <summary>The caller has left; overtakes everything.</summary>
    Cancel,

    /// <summary>One item of the service's reply stream.</summary>
    Reply,

    /// <summary>The call has ended well.</summary>
    Completed,

    /// <summary>The call has ended badly.</summary>
    Failed,
}
