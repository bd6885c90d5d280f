using System.Buffers.Binary;
using VoiceBus.Audio.Opus;

namespace VoiceBus.Providers.Sound;

/// <summary>Opus in Ogg (RFC 7845) as it comes in, decoded by libopus to mono at 24 kHz; of several logical streams the first.</summary>
internal sealed class OggOpusDecoder : SoundDecoder
{
    private const int Rate = 24_000;
    private const int CodedRate = 48_000;
    private const int PageHeaderLength = 27;
    private const int LongestPacket = 64 * 1024;
    private const int MostSegments = 255;

    private readonly OpusDecoder _decoder = new(Rate);
    private readonly byte[] _head = new byte[PageHeaderLength + MostSegments];
    private readonly byte[] _packet = new byte[LongestPacket];
    private readonly short[] _decoded = new short[Rate / 1000 * 120];
    private int _headLength;
    private int _segment;
    private int _segmentLeft;
    private int _packetLength;
    private int _packets;
    private int _preSkip;
    private uint? _stream;
    private bool _inPage;

    public OggOpusDecoder() => SetRate(Rate);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = _inPage ? TakeSegment(bytes) : TakeHead(bytes);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_packets == 0)
            throw new InvalidDataException("the Ogg holds no sound");
        base.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _decoder.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> bytes)
    {
        var wanted = _headLength < PageHeaderLength ? PageHeaderLength : PageHeaderLength + _head[PageHeaderLength - 1];
        var taken = Math.Min(wanted - _headLength, bytes.Length);
        bytes[..taken].CopyTo(_head.AsSpan(_headLength));
        _headLength += taken;
        if (_headLength >= 4 && !_head.AsSpan().StartsWith("OggS"u8))
            throw new InvalidDataException("this is not an Ogg");
        if (_headLength >= PageHeaderLength && _headLength == PageHeaderLength + _head[PageHeaderLength - 1])
            EnterPage();
        return bytes[taken..];
    }

    private void EnterPage()
    {
        _stream ??= BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(14));
        _segment = -1;
        _inPage = true;
        NextSegment();
    }

    private ReadOnlySpan<byte> TakeSegment(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(_segmentLeft, bytes.Length);
        if (IsOurs)
        {
            if (_packetLength + taken > LongestPacket)
                throw new InvalidDataException("an Opus packet is too long");
            bytes[..taken].CopyTo(_packet.AsSpan(_packetLength));
            _packetLength += taken;
        }

        _segmentLeft -= taken;
        if (_segmentLeft == 0)
            EndSegment();
        return bytes[taken..];
    }

    private bool IsOurs => BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(14)) == _stream;

    // A segment of less than 255 bytes ends a packet.
    private void EndSegment()
    {
        if (_head[PageHeaderLength + _segment] < 255 && IsOurs)
        {
            TakePacket(_packet.AsSpan(0, _packetLength));
            _packetLength = 0;
        }

        NextSegment();
    }

    private void NextSegment()
    {
        while (++_segment < _head[PageHeaderLength - 1])
        {
            _segmentLeft = _head[PageHeaderLength + _segment];
            if (_segmentLeft > 0)
                return;
            EndEmptySegment();
        }

        (_inPage, _headLength) = (false, 0);
    }

    private void EndEmptySegment()
    {
        if (!IsOurs || _packetLength == 0)
            return;
        TakePacket(_packet.AsSpan(0, _packetLength));
        _packetLength = 0;
    }

    private void TakePacket(ReadOnlySpan<byte> packet)
    {
        if (packet.StartsWith("OpusHead"u8) && packet.Length >= 12)
            _preSkip = BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]) * Rate / CodedRate;
        else if (_packets == 0)
            throw new InvalidDataException("the Ogg holds no Opus");
        else if (!packet.StartsWith("OpusTags"u8))
            Decode(packet);
        _packets++;
    }

    private void Decode(ReadOnlySpan<byte> packet)
    {
        // A broken packet is a gap of 20 ms, which nobody hears as an end.
        var samples = Math.Max(_decoder.Decode(packet, _decoded), 0);
        var skipped = Math.Min(_preSkip, samples);
        _preSkip -= skipped;
        _decoded.AsSpan(skipped, samples - skipped).CopyTo(Room(samples - skipped));
        Advance(samples - skipped);
    }
}
