namespace VoiceBus.Core.Monitoring;

/// <summary>What became of one probe of one provider.</summary>
/// <param name="Ok">Whether the provider answered as it should.</param>
/// <param name="Duration">From asking to the end of the probe's work, the wait for an instance included.</param>
/// <param name="Error">Why not, for people; null when it did.</param>
public sealed record ProbeOutcome(bool Ok, TimeSpan Duration, string? Error);
