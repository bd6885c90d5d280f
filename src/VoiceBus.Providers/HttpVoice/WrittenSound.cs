using System.Text.Json;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>Finds the sound in an answer that is JSON.</summary>
internal static class WrittenSound
{
    /// <summary>The sound, or the address it is to be fetched from.</summary>
    /// <exception cref="ProviderException">There is none: the answer is an error, or the path is wrong.</exception>
    public static (byte[]? Sound, Uri? Address) Read(byte[] answer, HttpVoiceOptions options, Uri asked, HttpErrors errors)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (JsonPath.Find(json.RootElement, options.AudioPath!) is not { ValueKind: JsonValueKind.String } found || found.GetString() is not { Length: > 0 } text)
                throw NoSound(json.RootElement, options, errors);
            return Read(text, options.AudioEncoding, asked, errors);
        }
        catch (JsonException wrong)
        {
            throw errors.Malformed("its answer is no JSON", wrong);
        }
    }

    private static (byte[]? Sound, Uri? Address) Read(string text, AudioWriting writing, Uri asked, HttpErrors errors)
    {
        try
        {
            if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
                return (Convert.FromBase64String(text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..]), null);
            if (writing == AudioWriting.Hex)
                return (Convert.FromHexString(text), null);
            var isAddress = writing == AudioWriting.Url || (writing == AudioWriting.Auto && LooksLikeAddress(text));
            return isAddress ? (null, Address(text, asked, errors)) : (Convert.FromBase64String(text), null);
        }
        catch (FormatException wrong)
        {
            throw errors.Malformed($"the sound is not written as {(writing == AudioWriting.Hex ? "hexadecimal digits" : "base64")}", wrong);
        }
    }

    // Base64 may begin with a slash, but has no dot.
    private static bool LooksLikeAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || (text[0] == '/' && text.Contains('.', StringComparison.Ordinal));

    private static Uri Address(string text, Uri asked, HttpErrors errors) =>
        Uri.TryCreate(asked, text, out var address) && address.Scheme is ("http" or "https")
            ? address
            : throw errors.Malformed("the address of its sound is none");

    private static ProviderException NoSound(JsonElement answer, HttpVoiceOptions options, HttpErrors errors)
    {
        var said = VendorError.Read(answer);
        return errors.Fail(
            FailureKind.BadResponse,
            true,
            $"answered without sound at {options.AudioPath}{(said.Code is { } code ? $" ({code})" : "")}: check audio_path, or what it says",
            said.Text);
    }
}
