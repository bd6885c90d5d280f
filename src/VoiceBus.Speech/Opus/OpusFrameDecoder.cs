using VoiceBus.Core.Audio;

namespace VoiceBus.Speech.Opus;

/// <summary>
/// Decodes Opus packets of any legal duration, DTX packets of 1 or 2 bytes included, at any rate of Opus' own: the rate
/// need not be the sender's.
/// </summary>
internal sealed class OpusFrameDecoder : IFrameDecoder
{
    private readonly OpusDecoderHandle _decoder;
    private readonly int _longest;

    public OpusFrameDecoder(int sampleRate)
    {
        OpusFormats.RequireRate(sampleRate);
        SampleRate = sampleRate;
        _longest = sampleRate / 1000 * OpusFormats.LongestPacket;
        _decoder = LibOpus.CreateDecoder(sampleRate, 1, out var error);
        if (error != 0)
            throw new InvalidOperationException($"opus_decoder_create failed with {error}");
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> packet, out AudioFrame frame)
    {
        frame = default;
        // libopus takes an empty packet for a lost one; the web client sends one when recording stops (protocol.md 2.5).
        if (packet.IsEmpty)
            return false;
        var whole = AudioFrame.Rent(_longest, SampleRate);
        var decoded = Decode(packet, whole.Samples);
        if (decoded <= 0)
        {
            whole.Dispose();
            return false;
        }
        frame = whole.Truncate(decoded);
        return true;
    }

    /// <inheritdoc/>
    public void Reset() => _ = LibOpus.Control(_decoder, LibOpus.ResetState, 0);

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private unsafe int Decode(ReadOnlySpan<byte> packet, Span<short> samples)
    {
        fixed (byte* bytes = packet)
        fixed (short* room = samples)
            return LibOpus.Decode(_decoder, bytes, packet.Length, room, samples.Length, 0);
    }
}
