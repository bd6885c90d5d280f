using VoiceBus.Audio.Opus;
using VoiceBus.Core.Audio;

namespace VoiceBus.Speech.Opus;

/// <summary>
/// Encodes speech as Opus: variable bit rate, application VOIP as the firmware author's own reference server does
/// (protocol.md 4.6): speech keeps its formants at 24 to 32 kbit/s.
/// </summary>
internal sealed class OpusFrameEncoder : IFrameEncoder
{
    private readonly OpusEncoder _encoder;

    public OpusFrameEncoder(AudioFormat format, OpusEncoderOptions options)
    {
        OpusFormats.RequireEncodable(format);
        Format = format;
        _encoder = new OpusEncoder(format.SampleRate, new OpusEncoderSettings
        {
            Bitrate = format.SampleRate > 16_000 ? options.WideBitrate : options.Bitrate,
            Complexity = options.Complexity,
            IsSpeech = true,
        });
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public AudioPacket Encode(ReadOnlySpan<short> samples)
    {
        if (samples.Length != Format.SamplesPerFrame)
            throw new ArgumentException($"{samples.Length} samples, a frame has {Format.SamplesPerFrame}", nameof(samples));
        Span<byte> packet = stackalloc byte[OpusEncoder.MaxPacket];
        return AudioPacket.Copy(packet[.._encoder.Encode(samples, packet)]);
    }

    /// <inheritdoc/>
    public void Reset() => _encoder.Reset();

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
