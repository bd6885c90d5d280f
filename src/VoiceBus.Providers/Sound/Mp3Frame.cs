using NLayer;

namespace VoiceBus.Providers.Sound;

/// <summary>One frame for the library to decode. Not thread-safe; used again and again.</summary>
internal sealed class Mp3Frame : IMpegFrame
{
    private const int CrcLength = 2;

    private Mp3Header _header;
    private ReadOnlyMemory<byte> _bytes;
    private int _at;
    private int _bitsLeft;
    private ulong _bits;

    public int SampleRate => _header.SampleRate;

    public int SampleRateIndex => _header.SampleRateIndex;

    public int FrameLength => _bytes.Length;

    public int BitRate => _header.BitRate;

    public MpegVersion Version => _header.Version;

    public MpegLayer Layer => _header.Layer;

    public MpegChannelMode ChannelMode => _header.ChannelMode;

    public int ChannelModeExtension => _header.ChannelModeExtension;

    public int SampleCount => _header.SampleCount;

    public int BitRateIndex => _header.BitRateIndex;

    public bool IsCopyrighted => _header.IsCopyrighted;

    public bool HasCrc => _header.HasCrc;

    public bool IsCorrupted => false;

    /// <summary>Shows it another frame.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="bytes">The whole frame, header included; not kept beyond the decoding.</param>
    public void Show(Mp3Header header, ReadOnlyMemory<byte> bytes)
    {
        (_header, _bytes) = (header, bytes);
        Reset();
    }

    public void Reset()
    {
        _at = Mp3Header.Length + (HasCrc ? CrcLength : 0);
        (_bitsLeft, _bits) = (0, 0);
    }

    public int ReadBits(int bitCount)
    {
        while (_bitsLeft < bitCount)
        {
            if (_at >= _bytes.Length)
                throw new InvalidDataException("an MP3 frame is shorter than it says");
            _bits = (_bits << 8) | _bytes.Span[_at++];
            _bitsLeft += 8;
        }

        _bitsLeft -= bitCount;
        return (int)((_bits >> _bitsLeft) & ((1UL << bitCount) - 1));
    }
}
