using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Sound;

/// <summary>What the type of an answer says about the sound in it. What a server says it sends counts more than what it was asked for.</summary>
internal static class SoundAnswer
{
    /// <summary>Whether it is words instead of sound: an error, whatever its status.</summary>
    public static bool IsWords(MediaTypeHeaderValue? type) => type?.MediaType is "application/json" or "text/plain" or "text/html";

    /// <summary>A decoder for it.</summary>
    /// <param name="type">The answer's type, or null when it has none.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="pcmRate">Samples a second of PCM where the type does not tell, Hz; null when it is not known.</param>
    public static SoundDecoder Decoder(MediaTypeHeaderValue? type, SoundFormat asked, int? pcmRate) => new SniffingDecoder(Expected(type, asked), RateOf(type) ?? pcmRate);

    /// <summary>The failure that words instead of sound stand for.</summary>
    public static ProviderException NoSound(byte[] words, HttpErrors errors)
    {
        var said = VendorError.Read(Encoding.UTF8.GetString(words));
        return errors.Fail(
            FailureKind.BadResponse,
            true,
            $"reported an error instead of speaking{(said.Code is { } code ? $" ({code})" : "")}: check model and voice",
            said.Text);
    }

    private static SoundFormat Expected(MediaTypeHeaderValue? type, SoundFormat asked) => type?.MediaType switch
    {
        "audio/mpeg" or "audio/mp3" => SoundFormat.Mp3,
        "audio/pcm" or "audio/l16" or "audio/L16" => SoundFormat.Pcm,
        _ => asked,
    };

    private static int? RateOf(MediaTypeHeaderValue? type) =>
        type?.Parameters.FirstOrDefault(static parameter => parameter.Name is "rate" or "sample_rate")?.Value is { } text
        && int.TryParse(text, CultureInfo.InvariantCulture, out var rate) ? rate : null;
}
