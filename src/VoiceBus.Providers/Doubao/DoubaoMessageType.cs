namespace VoiceBus.Providers.Doubao;

/// <summary>What a message is: the upper half of the header's second byte.</summary>
internal enum DoubaoMessageType : byte
{
    /// <summary>To the vendor: parameters, or an event.</summary>
    Request = 1,

    /// <summary>To the vendor: audio.</summary>
    Audio = 2,

    /// <summary>From the vendor: JSON.</summary>
    Answer = 9,

    /// <summary>From the vendor: audio.</summary>
    AudioAnswer = 11,

    /// <summary>From the vendor: it failed.</summary>
    Error = 15,
}

/// <summary>What a message has: the lower half of the header's second byte.</summary>
[Flags]
internal enum DoubaoFlags : byte
{
    /// <summary>Nothing but its payload.</summary>
    None = 0,

    /// <summary>A sequence number.</summary>
    Sequence = 1,

    /// <summary>It is the last.</summary>
    Last = 2,

    /// <summary>An event number, and the id of what it belongs to.</summary>
    Event = 4,
}
