namespace VoiceBus.Core.Monitoring;

/// <summary>What became of one probe of one provider.</summary>
/// <param name="Ok">Whether the provider answered as it should.</param>
/// <param name="Duration">From asking to the end of the probe's work, the wait for an instance included.</param>
/// <param name="Error">Why not, for people; null when it did.</param>
public sealed record ProbeOutcome(bool Ok, TimeSpan Duration, string? Error)
{
    /// <summary>How long it waited for an instance, a new one's making included; null: it got none.</summary>
    public TimeSpan? LeaseWait { get; init; }

    /// <summary>From asking (recognition: from the end of the audio) to the first useful reply; null: there was none.</summary>
    public TimeSpan? FirstReply { get; init; }
}
