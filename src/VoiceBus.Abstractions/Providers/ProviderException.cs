namespace VoiceBus;

/// <summary>A provider failed. The message is human-readable and names no secret.</summary>
public sealed class ProviderException : CallFailedException
{
    /// <summary>Describes the failure.</summary>
    /// <param name="service">The service the provider belongs to.</param>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="kind">Why it failed.</param>
    /// <param name="retryable">Whether the same request may succeed elsewhere or later.</param>
    /// <param name="message">What went wrong, human-readable.</param>
    /// <param name="retryAfter">How long the provider asked to be left alone, or null.</param>
    /// <param name="inner">What caused it.</param>
    public ProviderException(
        ServiceType service,
        string provider,
        FailureKind kind,
        bool retryable,
        string message,
        TimeSpan? retryAfter = null,
        Exception? inner = null)
        : base(service, kind, message, inner)
    {
        Provider = provider;
        Retryable = retryable;
        RetryAfter = retryAfter;
    }

    /// <summary>The provider's configured name.</summary>
    public string Provider { get; }

    /// <summary>Whether the same request may succeed elsewhere or later.</summary>
    public bool Retryable { get; }

    /// <summary>How long the provider asked to be left alone, or null.</summary>
    public TimeSpan? RetryAfter { get; }
}
