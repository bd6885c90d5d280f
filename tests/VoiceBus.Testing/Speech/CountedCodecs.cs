using VoiceBus.Core.Audio;

namespace VoiceBus.Testing.Speech;

/// <summary><see cref="PcmCodecs"/> that count what was made and not let go of, as a native codec must be. Thread-safe.</summary>
public sealed class CountedCodecs : IAudioCodecs
{
    private readonly PcmCodecs _codecs = new();
    private int _made;
    private int _open;

    /// <summary>Encoders and decoders made.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Those of them that were not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What is thrown instead of making one, or null.</summary>
    public NotSupportedException? Unable { get; set; }

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder(AudioFormat format)
    {
        Count();
        return new Decoder(_codecs.CreateDecoder(format), this);
    }

    /// <inheritdoc/>
    public IFrameEncoder CreateEncoder(AudioFormat format)
    {
        Count();
        return new Encoder(_codecs.CreateEncoder(format), this);
    }

    private void Count()
    {
        if (Unable is not null)
            throw Unable;
        Interlocked.Increment(ref _made);
        Interlocked.Increment(ref _open);
    }

    private sealed class Decoder(IFrameDecoder decoder, CountedCodecs owner) : IFrameDecoder
    {
        public int SampleRate => decoder.SampleRate;

        public bool TryDecode(ReadOnlySpan<byte> packet, out AudioFrame frame) => decoder.TryDecode(packet, out frame);

        public void Reset() => decoder.Reset();

        public void Dispose() => Interlocked.Decrement(ref owner._open);
    }

    private sealed class Encoder(IFrameEncoder encoder, CountedCodecs owner) : IFrameEncoder
    {
        public AudioFormat Format => encoder.Format;

        public AudioPacket Encode(ReadOnlySpan<short> samples) => encoder.Encode(samples);

        public void Reset() => encoder.Reset();

        public void Dispose() => Interlocked.Decrement(ref owner._open);
    }
}
