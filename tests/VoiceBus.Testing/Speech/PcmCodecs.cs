using System.Runtime.InteropServices;
using VoiceBus.Core.Audio;

namespace VoiceBus.Testing.Speech;

/// <summary>Plain samples whatever the format says: what went in can be read from what comes out.</summary>
public sealed class PcmCodecs : IAudioCodecs
{
    /// <summary>A packet with these samples.</summary>
    public static AudioPacket Packet(params ReadOnlySpan<short> samples) => AudioPacket.Copy(MemoryMarshal.AsBytes(samples));

    /// <summary>The samples of a packet.</summary>
    public static ReadOnlySpan<short> Samples(AudioPacket packet) => MemoryMarshal.Cast<byte, short>(packet.Bytes.Span);

    /// <inheritdoc/>
    public IFrameDecoder CreateDecoder(AudioFormat format) => new PcmFrameDecoder(format.SampleRate, 16_000);

    /// <inheritdoc/>
    public IFrameEncoder CreateEncoder(AudioFormat format) => new PcmFrameEncoder(format);
}
