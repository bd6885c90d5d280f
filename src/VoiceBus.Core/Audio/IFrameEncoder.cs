namespace VoiceBus.Core.Audio;

/// <summary>Turns samples into packets for a device. Stateful, one per stream, not thread-safe.</summary>
public interface IFrameEncoder : IDisposable
{
    /// <summary>The format of the packets.</summary>
    AudioFormat Format { get; }

    /// <summary>Encodes exactly <see cref="AudioFormat.SamplesPerFrame"/> samples into a packet the caller owns.</summary>
    /// <exception cref="ArgumentException">The number of samples is not that of one frame.</exception>
    AudioPacket Encode(ReadOnlySpan<short> samples);

    /// <summary>Forgets what was encoded before; for a new stream.</summary>
    void Reset();
}
