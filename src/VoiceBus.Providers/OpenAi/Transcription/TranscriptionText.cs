using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>Reads what a transcript says.</summary>
internal static partial class TranscriptionText
{
    /// <summary>Reads an answer that came at once: <c>{"text": …}</c>, or the text itself where it was asked for so.</summary>
    /// <exception cref="ProviderException">It is an error, or says nothing that is understood.</exception>
    public static string Read(byte[] body, string? mediaType, HttpErrors errors)
    {
        if (mediaType == "text/plain" && body.AsSpan().TrimStart(" \r\n"u8) is var plain && (plain.IsEmpty || plain[0] != (byte)'{'))
            return Clean(Encoding.UTF8.GetString(body));
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
                return Clean(text.GetString()!);
            var said = VendorError.Read(root);
            throw errors.Fail(
                FailureKind.BadResponse, true, $"answered without a text{(said.Code is { } code ? $" ({code})" : "")}: check the model", said.Text);
        }
        catch (JsonException wrong)
        {
            throw errors.Malformed("its answer is no JSON", wrong);
        }
    }

    /// <summary>Takes out what SenseVoice and Whisper say about the speech, such as <c>&lt;|zh|&gt;&lt;|NEUTRAL|&gt;</c>.</summary>
    public static string Clean(string text) => Tags().Replace(text, "").Trim();

    [GeneratedRegex(@"<\|[^|<>]{1,40}\|>")]
    private static partial Regex Tags();
}
