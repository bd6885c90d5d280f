using System.Buffers.Binary;

namespace VoiceBus.Providers.Sound;

/// <summary>
/// A WAV as it comes in. Lengths are trusted only as far as servers deserve it: who streams writes a dummy (0 or the largest
/// number) and the data is then what follows; after a true length may come chunks that are no sound, or another WAV.
/// </summary>
internal sealed class WavDecoder : SoundDecoder
{
    private const int RiffLength = 12;
    private const int ChunkHeaderLength = 8;
    private const int LongestFormat = 4096;
    private const uint LeastDummy = 0x7FFF_0000;

    private readonly byte[] _header = new byte[LongestFormat];
    private Part _part = Part.Riff;
    private int _gathered;
    private long _left;
    private PcmBlocks? _blocks;
    private bool _anySound;

    private enum Part
    {
        Riff,
        ChunkHeader,
        Format,
        Skipped,
        Data,
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = _part switch
            {
                Part.Data => TakeData(bytes),
                Part.Skipped => Skip(bytes),
                _ => TakeHeader(bytes),
            };
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (!_anySound && _part != Part.Data && _blocks is null)
            throw new InvalidDataException(_gathered == 0 && _part == Part.Riff ? "no sound came" : "the WAV breaks off in its header");
        base.Complete();
    }

    private ReadOnlySpan<byte> TakeHeader(ReadOnlySpan<byte> bytes)
    {
        var wanted = _part switch { Part.Riff => RiffLength, Part.ChunkHeader => ChunkHeaderLength, _ => (int)_left };
        var taken = Math.Min(wanted - _gathered, bytes.Length);
        bytes[..taken].CopyTo(_header.AsSpan(_gathered));
        _gathered += taken;
        if (_gathered < wanted)
            return [];
        _gathered = 0;
        var header = _header.AsSpan(0, wanted);
        switch (_part)
        {
            case Part.Riff:
                Begin(header);
                break;
            case Part.ChunkHeader:
                Enter(header, ref taken);
                break;
            default:
                TakeFormat(header);
                break;
        }

        return bytes[taken..];
    }

    private void Begin(ReadOnlySpan<byte> riff)
    {
        if (!riff.StartsWith("RIFF"u8) || !riff[8..].StartsWith("WAVE"u8))
            throw new InvalidDataException("this is not a WAV");
        _part = Part.ChunkHeader;
    }

    private void Enter(ReadOnlySpan<byte> header, ref int taken)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (header.StartsWith("data"u8))
        {
            if (_blocks is null)
                throw new InvalidDataException("the WAV's samples come before their format");
            (_part, _left) = (Part.Data, length is 0 or >= LeastDummy ? long.MaxValue : length);
        }
        else if (header.StartsWith("RIFF"u8))
        {
            // Another WAV: what was read is the first part of its head.
            (_part, _gathered) = (Part.Riff, ChunkHeaderLength);
        }
        else if (header.StartsWith("fmt "u8))
        {
            if (length > LongestFormat)
                throw new InvalidDataException("the WAV's format block has a strange length");
            (_part, _left) = (Part.Format, length + (length & 1));
            if (_left == 0)
                TakeFormat([]);
        }
        else
        {
            (_part, _left) = length == 0 ? (Part.ChunkHeader, 0) : (Part.Skipped, length + (length & 1));
        }
    }

    private void TakeFormat(ReadOnlySpan<byte> chunk)
    {
        var format = PcmFormat.Read(chunk);
        SetRate(format.SampleRate);
        _blocks = new PcmBlocks(format);
        _part = Part.ChunkHeader;
    }

    private ReadOnlySpan<byte> TakeData(ReadOnlySpan<byte> bytes)
    {
        var sound = bytes[..(int)Math.Min(_left, bytes.Length)];
        Advance(_blocks!.Convert(sound, Room(_blocks.MaxSamples(sound.Length))));
        _anySound = true;
        _left -= sound.Length;
        if (_left == 0)
            _part = Part.ChunkHeader;
        return bytes[sound.Length..];
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        var skipped = (int)Math.Min(_left, bytes.Length);
        _left -= skipped;
        if (_left == 0)
            _part = Part.ChunkHeader;
        return bytes[skipped..];
    }
}
