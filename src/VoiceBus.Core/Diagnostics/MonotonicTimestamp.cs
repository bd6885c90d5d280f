namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// An instant on this process's monotonic clock, taken where something happened. It relates events of one process to each
/// other and says nothing to people: log lines and live events leave it out.
/// </summary>
/// <param name="Timestamp">Of <see cref="TimeProvider.GetTimestamp"/>; 0 means never.</param>
public readonly record struct MonotonicTimestamp(long Timestamp);
