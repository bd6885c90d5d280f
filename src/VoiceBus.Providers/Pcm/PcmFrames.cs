using System.Runtime.InteropServices;

namespace VoiceBus.Providers.Pcm;

/// <summary>
/// Cuts signed 16-bit little-endian samples, that come in pieces of any length, into frames of at most 60 ms; a piece may end between
/// the two bytes of a sample. Of several channels the first is kept. Not thread-safe.
/// </summary>
/// <param name="sampleRate">Samples per second and channel, Hz.</param>
/// <param name="channels">Channels, interleaved.</param>
internal sealed class PcmFrames(int sampleRate, int channels = 1)
{
    private const int FrameMilliseconds = 60;

    private readonly int _frameSamples = Math.Max(1, sampleRate * FrameMilliseconds / 1000);
    private readonly byte[] _split = new byte[channels * sizeof(short)];
    private int _splitLength;

    /// <summary>Takes a frame off the front of the bytes, which then begin after it; the caller owns the frame.</summary>
    /// <returns>False when less than a sample is left, which is kept for the next piece.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> bytes, out AudioFrame frame)
    {
        if (_splitLength > 0)
            return TryJoin(ref bytes, out frame);
        var samples = Math.Min(bytes.Length / _split.Length, _frameSamples);
        if (samples == 0)
        {
            bytes.CopyTo(_split);
            _splitLength = bytes.Length;
            bytes = default;
            frame = default;
            return false;
        }

        frame = Frame(bytes[..(samples * _split.Length)], samples);
        bytes = bytes[(samples * _split.Length)..];
        return true;
    }

    private bool TryJoin(ref ReadOnlySpan<byte> bytes, out AudioFrame frame)
    {
        var missing = Math.Min(_split.Length - _splitLength, bytes.Length);
        bytes[..missing].CopyTo(_split.AsSpan(_splitLength));
        bytes = bytes[missing..];
        _splitLength += missing;
        frame = default;
        if (_splitLength < _split.Length)
            return false;
        _splitLength = 0;
        frame = Frame(_split, 1);
        return true;
    }

    private AudioFrame Frame(ReadOnlySpan<byte> bytes, int samples)
    {
        var frame = AudioFrame.Rent(samples, sampleRate);
        if (channels == 1)
            bytes.CopyTo(MemoryMarshal.AsBytes(frame.Samples));
        else
            for (var i = 0; i < samples; i++)
                frame.Samples[i] = MemoryMarshal.Read<short>(bytes[(i * _split.Length)..]);
        return frame;
    }
}
