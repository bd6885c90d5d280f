namespace VoiceBus.Core.Monitoring;

/// <summary>Counts audio frames dropped anywhere in this process because somebody could not keep up. Thread-safe.</summary>
public sealed class AudioDrops
{
    private long _total;

    /// <summary>Frames dropped since start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts dropped frames.</summary>
    /// <param name="frames">How many more.</param>
    public void Add(long frames = 1) => Interlocked.Add(ref _total, frames);
}
