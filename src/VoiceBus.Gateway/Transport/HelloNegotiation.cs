using VoiceBus.Core.Audio;
using VoiceBus.Protocol;

namespace VoiceBus.Gateway.Transport;

/// <summary>What a hello agrees on (protocol.md 2).</summary>
internal static class HelloNegotiation
{
    private const int MinRate = 8_000;
    private const int MaxRate = 48_000;
    private const int MaxFrame = 120;

    /// <summary>What is wrong with a hello, and what would be right; null when nothing is.</summary>
    public static string? Refuse(ClientMessage.Hello hello)
    {
        if (hello.Audio.Format is not (AudioParams.Opus or AudioParams.Pcm))
            return $"audio_params.format '{Shorten(hello.Audio.Format)}' is not known; send 'opus' or 'pcm'";
        if (hello.Audio.SampleRate is < MinRate or > MaxRate)
            return $"audio_params.sample_rate {hello.Audio.SampleRate} is out of range; send {MinRate} to {MaxRate}";
        if (hello.Audio.FrameDuration is < 1 or > MaxFrame)
            return $"audio_params.frame_duration {hello.Audio.FrameDuration} is out of range; send up to {MaxFrame} ms";
        return null;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>Formats of both directions: the device's own up, 24 kHz in 60 ms frames down.</summary>
    public static (AudioFormat Uplink, AudioFormat Downlink) Agree(AudioParams audio)
    {
        var codec = audio.Format == AudioParams.Pcm ? AudioCodec.Pcm : AudioCodec.Opus;
        return (new AudioFormat(codec, audio.SampleRate, audio.FrameDuration), AudioFormat.DefaultDownlink with { Codec = codec });
    }

    /// <summary>
    /// The framing both sides use. A header that says more than 1 is firmware's and decides; the hello alone does not, as some clients
    /// say 3 there and send plain packets: null then, and the first binary message tells.
    /// </summary>
    public static int? Framing(int header) => header > 1 && BinaryFraming.IsSupported(header) ? header : null;

    /// <summary>The audio parameters of the server's hello.</summary>
    public static AudioParams Announce(AudioFormat downlink) => new(
        downlink.Codec == AudioCodec.Pcm ? AudioParams.Pcm : AudioParams.Opus, downlink.SampleRate, 1, downlink.FrameDuration);
}
