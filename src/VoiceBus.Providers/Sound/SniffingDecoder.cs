namespace VoiceBus.Providers.Sound;

/// <summary>
/// Decodes whatever sound comes, by its first bytes: servers do not always send what they are asked for.
/// </summary>
/// <param name="expected">What was asked for; decides where the first bytes do not.</param>
/// <param name="pcmRate">Samples a second of PCM without a header, Hz; null when it is not known.</param>
internal sealed class SniffingDecoder(SoundFormat expected, int? pcmRate) : SoundDecoder
{
    private const int MagicLength = 4;

    private readonly byte[] _magic = new byte[MagicLength];
    private int _length;
    private SoundDecoder? _inner;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_inner is null)
        {
            var taken = Math.Min(MagicLength - _length, bytes.Length);
            bytes[..taken].CopyTo(_magic.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
            if (_length < MagicLength)
                return;
            Choose();
        }

        _inner!.Write(bytes);
        Drain();
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_inner is null)
        {
            if (_length == 0)
                throw new InvalidDataException("no sound came");
            Choose();
        }

        _inner!.Complete();
        Drain();
        base.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner?.Dispose();
        base.Dispose(disposing);
    }

    private void Choose()
    {
        _inner = Find(_magic.AsSpan(0, _length));
        _inner.Write(_magic.AsSpan(0, _length));
    }

    private SoundDecoder Find(ReadOnlySpan<byte> magic)
    {
        if (magic.StartsWith("RIFF"u8))
            return new WavDecoder();
        if (magic.StartsWith("OggS"u8))
            return new OggOpusDecoder();
        if (magic.StartsWith("fLaC"u8))
            throw new InvalidDataException("FLAC is not understood; wav, pcm, mp3 and opus are");
        // Samples may look like the head of an MP3 frame; a tag they hardly do.
        if (magic.StartsWith("ID3"u8) || (expected != SoundFormat.Pcm && magic.Length == MagicLength && Mp3Header.TryRead(magic, out _)))
            return new Mp3Decoder();
        return expected switch
        {
            SoundFormat.Wav => new WavDecoder(),
            SoundFormat.Mp3 => new Mp3Decoder(),
            SoundFormat.Opus => new OggOpusDecoder(),
            _ when pcmRate is { } rate => new PcmDecoder(new PcmFormat(rate)),
            _ => throw new InvalidDataException("what came is no sound that is understood: wav, mp3 and opus are, and pcm where its rate is given"),
        };
    }

    private void Drain()
    {
        if (SampleRate == 0 && _inner!.SampleRate != 0)
            SetRate(_inner.SampleRate);
        while (_inner!.TryRead(out var frame))
            using (frame)
            {
                frame.Samples.CopyTo(Room(frame.Length));
                Advance(frame.Length);
            }
    }
}
