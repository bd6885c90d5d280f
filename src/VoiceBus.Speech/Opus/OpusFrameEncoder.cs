using VoiceBus.Core.Audio;

namespace VoiceBus.Speech.Opus;

/// <summary>
/// Encodes speech as Opus: variable bit rate, application VOIP as the firmware author's own reference server does
/// (protocol.md 4.6): speech keeps its formants at 24 to 32 kbit/s.
/// </summary>
internal sealed class OpusFrameEncoder : IFrameEncoder
{
    // A packet at 32 kbit/s is 20 to 480 bytes; opus.h recommends 4000 as room that always suffices.
    private const int Room = 4000;

    private readonly OpusEncoderHandle _encoder;

    public OpusFrameEncoder(AudioFormat format, OpusEncoderOptions options)
    {
        OpusFormats.RequireEncodable(format);
        Format = format;
        _encoder = LibOpus.CreateEncoder(format.SampleRate, 1, LibOpus.ApplicationVoip, out var error);
        Require(error, "opus_encoder_create");
        var bitrate = format.SampleRate > 16_000 ? options.WideBitrate : options.Bitrate;
        Require(LibOpus.Control(_encoder, LibOpus.SetBitrate, bitrate), "bitrate");
        Require(LibOpus.Control(_encoder, LibOpus.SetComplexity, options.Complexity), "complexity");
        Require(LibOpus.Control(_encoder, LibOpus.SetSignal, LibOpus.SignalVoice), "signal");
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public AudioPacket Encode(ReadOnlySpan<short> samples)
    {
        if (samples.Length != Format.SamplesPerFrame)
            throw new ArgumentException($"{samples.Length} samples, a frame has {Format.SamplesPerFrame}", nameof(samples));
        Span<byte> packet = stackalloc byte[Room];
        return AudioPacket.Copy(packet[..Encode(samples, packet)]);
    }

    /// <inheritdoc/>
    public void Reset() => _ = LibOpus.Control(_encoder, LibOpus.ResetState, 0);

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private static void Require(int result, string what)
    {
        if (result < 0)
            throw new InvalidOperationException($"libopus refused: {what}, error {result}");
    }

    private unsafe int Encode(ReadOnlySpan<short> samples, Span<byte> packet)
    {
        fixed (short* from = samples)
        fixed (byte* to = packet)
        {
            var length = LibOpus.Encode(_encoder, from, samples.Length, to, packet.Length);
            Require(length, "opus_encode");
            return length;
        }
    }
}
