namespace VoiceBus.Core.Audio;

/// <summary>Counts audio packets and frames given up because a buffer was full, over all sessions. Thread-safe.</summary>
public sealed class AudioDropCounter
{
    private long _total;

    /// <summary>Dropped since start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts one more.</summary>
    public void Add() => Interlocked.Increment(ref _total);
}
