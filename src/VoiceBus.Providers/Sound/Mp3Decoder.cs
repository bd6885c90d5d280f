using NLayer;

namespace VoiceBus.Providers.Sound;

/// <summary>
/// MP3 (and its elder layers) as it comes in, decoded by NLayer frame by frame: nothing waits for more than the frame at hand,
/// the first one for the head of its successor. Tags and what is no frame are skipped.
/// </summary>
internal sealed class Mp3Decoder : SoundDecoder
{
    private const int TagHeaderLength = 10;
    private const int MostJunk = 64 * 1024;
    private const int RoomLength = 16 * 1024;

    private readonly MpegFrameDecoder _decoder = new() { StereoMode = StereoMode.DownmixToMono };
    private readonly Mp3Frame _frame = new();
    private readonly float[] _decoded = new float[2 * 1152];
    private readonly byte[] _bytes = new byte[RoomLength];
    private int _length;
    private long _tagLeft;
    private int _junk;
    private Mp3Header? _last;
    private bool _complete;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, _bytes.Length - _length);
            bytes[..taken].CopyTo(_bytes.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
            Remove(Decode());
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _complete = true;
        Remove(Decode());
        if (_last is null)
            throw new InvalidDataException(_length + _junk == 0 ? "no sound came" : "this is not an MP3");
        base.Complete();
    }

    // Returns how many bytes are done with.
    private int Decode()
    {
        var at = 0;
        while (true)
        {
            var rest = _bytes.AsMemory(at, _length - at);
            var taken = Next(rest);
            if (taken == 0)
                return at;
            at += taken;
        }
    }

    private int Next(ReadOnlyMemory<byte> rest)
    {
        if (_tagLeft > 0)
            return SkipTag(rest.Length);
        var bytes = rest.Span;
        if (bytes.Length >= TagHeaderLength && bytes.StartsWith("ID3"u8))
        {
            _tagLeft = TagHeaderLength + ((bytes[6] & 127) << 21 | (bytes[7] & 127) << 14 | (bytes[8] & 127) << 7 | (bytes[9] & 127));
            return SkipTag(rest.Length);
        }

        if (bytes.Length < TagHeaderLength && !(_complete && bytes.Length >= Mp3Header.Length))
            return 0;
        if (!Mp3Header.TryRead(bytes, out var header) || (_last is { } last && !header.Fits(last)))
            return Junk();
        if (bytes.Length < header.FrameLength)
            return 0;
        if (_last is null && !IsFollowed(header, bytes, out var enough))
            return enough ? Junk() : 0;
        Take(header, rest[..header.FrameLength]);
        return header.FrameLength;
    }

    // Two bytes of anything may look like the head of a frame; two heads where they belong do not.
    private bool IsFollowed(Mp3Header header, ReadOnlySpan<byte> bytes, out bool enough)
    {
        var next = bytes[header.FrameLength..];
        enough = next.Length >= Mp3Header.Length;
        return enough ? Mp3Header.TryRead(next, out var following) && header.Fits(following) : _complete && next.IsEmpty;
    }

    private void Take(Mp3Header header, ReadOnlyMemory<byte> frame)
    {
        SetRate(header.SampleRate);
        var isTable = _last is null && IsTable(frame.Span[Math.Min(header.TableOffset, frame.Length)..]);
        (_last, _junk) = (header, 0);
        if (isTable)
            return;
        _frame.Show(header, frame);
        var samples = Decoded();
        var room = Room(samples);
        for (var i = 0; i < samples; i++)
            room[i] = PcmFormat.Clamped(_decoded[i]);
        Advance(samples);
    }

    private static bool IsTable(ReadOnlySpan<byte> mark) => mark.StartsWith("Xing"u8) || mark.StartsWith("Info"u8);

    private int Decoded()
    {
        try
        {
            return _decoder.DecodeFrame(_frame, _decoded, 0);
        }
        catch (Exception broken) when (broken is IndexOutOfRangeException or ArgumentException or InvalidOperationException or EndOfStreamException)
        {
            throw new InvalidDataException("an MP3 frame is broken", broken);
        }
    }

    private int SkipTag(int available)
    {
        var skipped = (int)Math.Min(_tagLeft, available);
        _tagLeft -= skipped;
        return skipped;
    }

    private int Junk() => ++_junk > MostJunk ? throw new InvalidDataException("this is not an MP3") : 1;

    private void Remove(int taken)
    {
        if (taken == 0)
            return;
        _bytes.AsSpan(taken, _length - taken).CopyTo(_bytes);
        _length -= taken;
    }
}
