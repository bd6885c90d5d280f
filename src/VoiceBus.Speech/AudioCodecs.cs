using VoiceBus.Core.Audio;
using VoiceBus.Speech.Opus;

namespace VoiceBus.Speech;

/// <summary>Opus through libopus, and plain PCM. Thread-safe.</summary>
/// <param name="decodedRate">Rate of every decoder's samples, Hz, whatever the packets' rate: 16 kHz for recognition.</param>
/// <param name="options">How Opus is encoded; null for the defaults.</param>
public sealed class AudioCodecs(int decodedRate = 16_000, OpusEncoderOptions? options = null) : IAudioCodecs
{
    private const int LowestRate = 8_000;
    private const int HighestRate = 96_000;

    private readonly OpusEncoderOptions _options = options ?? new OpusEncoderOptions();

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder(AudioFormat format) => format.Codec switch
    {
        AudioCodec.Opus => new OpusFrameDecoder(decodedRate),
        AudioCodec.Pcm => new PcmFrameDecoder(PcmRate(format), decodedRate),
        _ => throw Unknown(format),
    };

    /// <inheritdoc/>
    public IFrameEncoder CreateEncoder(AudioFormat format) => format.Codec switch
    {
        AudioCodec.Opus => new OpusFrameEncoder(format, _options),
        AudioCodec.Pcm when PcmRate(format) > 0 && format.FrameDuration is > 0 and <= 1000 => new PcmFrameEncoder(format),
        AudioCodec.Pcm => throw new NotSupportedException($"pcm frames of {format.FrameDuration} ms; 1 to 1000 ms can be sent"),
        _ => throw Unknown(format),
    };

    private static int PcmRate(AudioFormat format) => format.SampleRate is >= LowestRate and <= HighestRate
        ? format.SampleRate
        : throw new NotSupportedException($"pcm at {format.SampleRate} Hz; {LowestRate} to {HighestRate} Hz can be used");

    private static NotSupportedException Unknown(AudioFormat format) =>
        new($"codec {format.Codec} is unknown; opus and pcm can be used");
}
