namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Counts audio frames lost anywhere in this process: dropped because somebody could not keep up, or malformed. Thread-safe.
/// </summary>
public sealed class AudioDrops
{
    private long _total;
    private long _malformed;

    /// <summary>Frames dropped since start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Packets since start that could not be understood.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Counts dropped frames.</summary>
    /// <param name="frames">How many more.</param>
    public void Add(long frames = 1) => Interlocked.Add(ref _total, frames);

    /// <summary>Counts malformed packets.</summary>
    /// <param name="packets">How many more.</param>
    public void AddMalformed(long packets = 1) => Interlocked.Add(ref _malformed, packets);
}
