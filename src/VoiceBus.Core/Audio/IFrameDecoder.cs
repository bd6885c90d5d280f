namespace VoiceBus.Core.Audio;

/// <summary>Turns a device's packets into samples. Stateful, one per stream, not thread-safe.</summary>
public interface IFrameDecoder : IDisposable
{
    /// <summary>Rate of the samples produced, Hz.</summary>
    int SampleRate { get; }

    /// <summary>Decodes one packet of any legal duration (2.5 to 120 ms for Opus).</summary>
    /// <returns>A frame the caller owns; false when the packet is malformed (the stream stays usable).</returns>
    bool TryDecode(ReadOnlySpan<byte> packet, out AudioFrame frame);

    /// <summary>Forgets what was decoded before; for a new stream.</summary>
    void Reset();
}
