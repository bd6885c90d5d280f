namespace VoiceBus;

/// <summary>The shape of one direction of a device's audio stream.</summary>
/// <param name="Codec">How packets are coded.</param>
/// <param name="SampleRate">Samples per second, Hz.</param>
/// <param name="FrameDuration">Nominal packet length in ms; a received packet may differ (up to 120 ms for Opus).</param>
public readonly record struct AudioFormat(AudioCodec Codec, int SampleRate, int FrameDuration)
{
    /// <summary>Samples in one packet of the nominal length; audio is always mono.</summary>
    public int SamplesPerFrame => SampleRate / 1000 * FrameDuration;

    /// <summary>What a device sends when its hello says nothing: Opus, 16 kHz, 60 ms (protocol.md 2.1).</summary>
    public static AudioFormat DefaultUplink { get; } = new(AudioCodec.Opus, 16_000, 60);

    /// <summary>What the server sends: Opus, 24 kHz, 60 ms (protocol.md 2.2).</summary>
    public static AudioFormat DefaultDownlink { get; } = new(AudioCodec.Opus, 24_000, 60);
}
