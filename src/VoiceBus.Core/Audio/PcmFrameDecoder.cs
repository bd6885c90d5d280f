using System.Runtime.InteropServices;
using VoiceBus.Audio;

namespace VoiceBus.Core.Audio;

/// <summary>Decodes signed 16-bit little-endian samples, of any packet length, into frames at the wanted rate.</summary>
/// <param name="packetRate">Rate of the packets' samples, Hz.</param>
/// <param name="sampleRate">Rate of the frames, Hz.</param>
public sealed class PcmFrameDecoder(int packetRate, int sampleRate) : IFrameDecoder
{
    private readonly Resampler _resampler = new(packetRate, sampleRate);

    /// <inheritdoc/>
    public int SampleRate => sampleRate;

    /// <inheritdoc/>
    /// <remarks>False too for a packet so short (less than 1 ms) that no whole sample came of it at the new rate.</remarks>
    public bool TryDecode(ReadOnlySpan<byte> packet, out AudioFrame frame)
    {
        frame = default;
        if (packet.IsEmpty || packet.Length % sizeof(short) != 0)
            return false;
        var samples = MemoryMarshal.Cast<byte, short>(packet);
        frame = AudioFrame.Rent(_resampler.MaxOutput(samples.Length), sampleRate);
        var written = _resampler.Process(samples, frame.Samples);
        if (written > 0)
        {
            frame = frame.Truncate(written);
            return true;
        }
        frame.Dispose();
        frame = default;
        return false;
    }

    /// <inheritdoc/>
    public void Reset() => _resampler.Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
