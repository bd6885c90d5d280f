namespace VoiceBus.Core.Bus;

/// <summary>Where a message stands: pending, then processing, then exactly one of completed and failed.</summary>
public enum MessageStatus
{
    /// <summary>Waiting in a message queue.</summary>
    Pending,

    /// <summary>Taken by an adapter.</summary>
    Processing,

    /// <summary>Ended well. Final.</summary>
    Completed,

    /// <summary>Ended badly, cancelled included. Final.</summary>
    Failed,
}
