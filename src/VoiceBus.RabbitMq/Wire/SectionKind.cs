namespace VoiceBus.RabbitMq.Wire;

/// <summary>What one section of a message says. The numbers are the wire's: never reuse one.</summary>
internal enum SectionKind : byte
{
    /// <summary>A call waits to be taken (gateway → service queue).</summary>
    Open = 1,

    /// <summary>A worker has taken the call and waits for its request (worker → gateway).</summary>
    Offer = 2,

    /// <summary>The request, with its context and the first credit for replies (gateway → worker).</summary>
    Start = 3,

    /// <summary>One item of the input stream (gateway → worker).</summary>
    Input = 4,

    /// <summary>The input stream has ended (gateway → worker).</summary>
    InputEnd = 5,

    /// <summary>The call is over for the caller (gateway → worker).</summary>
    Cancel = 6,

    /// <summary>The caller has read replies: so many more may come (gateway → worker).</summary>
    ReplyCredit = 7,

    /// <summary>The handler has read input: so much more may come (worker → gateway).</summary>
    InputCredit = 8,

    /// <summary>One item of the reply stream (worker → gateway).</summary>
    Reply = 9,

    /// <summary>The handler has returned after so many replies (worker → gateway).</summary>
    Completed = 10,

    /// <summary>The handler has failed (worker → gateway).</summary>
    Failed = 11,

    /// <summary>The handler of a cancelled call has unwound (worker → gateway).</summary>
    Released = 12,

    /// <summary>Says nothing: the broker tells its sender when nobody is there to get it.</summary>
    Ping = 13,
}
