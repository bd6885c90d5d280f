namespace VoiceBus.Core.Bus;

/// <summary>A call over the bus ended badly. The message is for people and names no secret.</summary>
public class CallFailedException : Exception
{
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
}
