namespace VoiceBus.Core.Sessions;

/// <summary>Why the server ends a connection: what the device may do about it. The transport has a code for each.</summary>
public enum CloseCause
{
    /// <summary>The conversation is over: idle, goodbye, ended by an operator, or another connection took its place.</summary>
    Normal,

    /// <summary>The server is about to end; the device may connect again at once.</summary>
    Restart,

    /// <summary>The device may not stay, or did what is not allowed.</summary>
    Refused,

    /// <summary>A fault of the server.</summary>
    Fault,
}
