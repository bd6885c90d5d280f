using VoiceBus.Audio.Opus;
using VoiceBus.Core.Audio;

namespace VoiceBus.Speech.Opus;

/// <summary>Decodes Opus packets to frames at any rate of Opus' own.</summary>
internal sealed class OpusFrameDecoder : IFrameDecoder
{
    private readonly OpusDecoder _decoder;
    private readonly int _longest;

    public OpusFrameDecoder(int sampleRate)
    {
        OpusFormats.RequireRate(sampleRate);
        SampleRate = sampleRate;
        _longest = sampleRate / 1000 * OpusLibrary.LongestPacketMs;
        _decoder = new OpusDecoder(sampleRate);
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> packet, out AudioFrame frame)
    {
        frame = default;
        // The web client sends an empty packet when recording stops (protocol.md 2.5).
        if (packet.IsEmpty)
            return false;
        var whole = AudioFrame.Rent(_longest, SampleRate);
        var decoded = _decoder.Decode(packet, whole.Samples);
        if (decoded <= 0)
        {
            whole.Dispose();
            return false;
        }
        frame = whole.Truncate(decoded);
        return true;
    }

    /// <inheritdoc/>
    public void Reset() => _decoder.Reset();

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();
}
