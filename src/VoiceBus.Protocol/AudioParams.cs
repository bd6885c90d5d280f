namespace VoiceBus.Protocol;

/// <summary>How one direction of audio is encoded, the <c>audio_params</c> object of both hellos (protocol.md 2.1, 2.2).</summary>
/// <param name="Format"><c>opus</c>, or <c>pcm</c> for 16-bit little-endian samples.</param>
/// <param name="SampleRate">Samples per second and channel.</param>
/// <param name="Channels">Interleaved channels; every known client sends one.</param>
/// <param name="FrameDuration">Milliseconds of audio in one binary message.</param>
public sealed record AudioParams(string Format, int SampleRate, int Channels, int FrameDuration)
{
    /// <summary>The <see cref="Format"/> of Opus packets.</summary>
    public const string Opus = "opus";

    /// <summary>The <see cref="Format"/> of raw 16-bit little-endian samples.</summary>
    public const string Pcm = "pcm";

    /// <summary>What a device sends when its hello says nothing: Opus, 16 kHz, mono, 60 ms (protocol.md 2.1).</summary>
    public static AudioParams DeviceDefault { get; } = new(Opus, 16000, 1, 60);

    /// <summary>What a server sends when its hello says nothing: Opus, 24 kHz, mono, 60 ms (protocol.md 2.2).</summary>
    public static AudioParams ServerDefault { get; } = new(Opus, 24000, 1, 60);

    /// <summary>Samples per channel in one frame.</summary>
    public int FrameSamples => SampleRate / 1000 * FrameDuration;
}
