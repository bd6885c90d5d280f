namespace VoiceBus;

/// <summary>
/// A call over the bus ended badly. The message is human-readable, in our own words: it holds neither a secret nor what users or
/// vendors wrote.
/// </summary>
public class CallFailedException : Exception
{
    private const int LongestDetail = 300;

    /// <summary>Describes the failure.</summary>
    public CallFailedException(ServiceType service, FailureKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Service = service;
        Kind = kind;
    }

    /// <summary>The service that was asked.</summary>
    public ServiceType Service { get; }

    /// <summary>Why it failed.</summary>
    public FailureKind Kind { get; }

    /// <summary>
    /// What a vendor or a library said about it, at most 300 characters, or null. It may quote the user, so it is shown only
    /// where user text may be.
    /// </summary>
    public string? Detail
    {
        get;
        init => field = value is { Length: > LongestDetail } ? $"{value.AsSpan(0, LongestDetail)}…" : value;
    }
}
