namespace VoiceBus.Core.Bus;

/// <summary>What became of an item written to a stream.</summary>
public enum StreamWrite
{
    /// <summary>The stream has it, or has released it because its reader has left.</summary>
    Taken,

    /// <summary>No room yet.</summary>
    Full,

    /// <summary>The stream was completed before; the item was released.</summary>
    Completed,

    /// <summary>The call has ended; the item was released.</summary>
    Closed,

    /// <summary>The writer's token was cancelled; the item was released.</summary>
    Cancelled,
}

/// <summary>What a look into a stream found.</summary>
public enum StreamRead
{
    /// <summary>An item, now the reader's.</summary>
    Item,

    /// <summary>Nothing yet.</summary>
    Empty,

    /// <summary>Nothing any more.</summary>
    Ended,
}
