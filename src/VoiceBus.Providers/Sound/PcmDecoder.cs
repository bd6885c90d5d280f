namespace VoiceBus.Providers.Sound;

/// <summary>Uncoded samples without a header. Pieces may end within a sample.</summary>
internal sealed class PcmDecoder : SoundDecoder
{
    private readonly PcmBlocks _blocks;

    /// <summary>Begins.</summary>
    /// <exception cref="InvalidDataException">The rate is no rate of speech.</exception>
    public PcmDecoder(PcmFormat format)
    {
        SetRate(format.SampleRate);
        _blocks = new PcmBlocks(format);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes) => Advance(_blocks.Convert(bytes, Room(_blocks.MaxSamples(bytes.Length))));
}
