using System.Runtime.InteropServices;

namespace VoiceBus.Core.Audio;

/// <summary>Encodes samples as signed 16-bit little-endian bytes, one packet per frame.</summary>
/// <param name="format">The format of the packets.</param>
public sealed class PcmFrameEncoder(AudioFormat format) : IFrameEncoder
{
    /// <inheritdoc/>
    public AudioFormat Format => format;

    /// <inheritdoc/>
    public AudioPacket Encode(ReadOnlySpan<short> samples)
    {
        if (samples.Length != format.SamplesPerFrame)
            throw new ArgumentException($"{samples.Length} samples, a frame has {format.SamplesPerFrame}", nameof(samples));
        return AudioPacket.Copy(MemoryMarshal.AsBytes(samples));
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
