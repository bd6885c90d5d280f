using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.OpenAi;

/// <summary>What the body of a vendor's refusal says.</summary>
/// <param name="Code">Its word for the error, such as "model_not_found": never user text. Null when it has none.</param>
/// <param name="Text">What it says to people; may quote the request. Null when it says nothing.</param>
internal readonly partial record struct VendorError(string? Code, string? Text)
{
    /// <summary>Reads <c>{"error": {"message", "type", "code"}}</c> and its variants; anything else is text as it is.</summary>
    public static VendorError Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.TryGetProperty("error", out var inside) ? inside : json.RootElement;
            return error.ValueKind == JsonValueKind.String
                ? new VendorError(null, OneLine(error.GetString()!))
                : new VendorError(Word(error, "code") ?? Word(error, "type"), OneLine(String(error, "message") ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new VendorError(null, OneLine(body));
        }
    }

    private static string? Word(JsonElement error, string name) =>
        String(error, name) is { } word && Identifier().IsMatch(word) ? word : null;

    private static string? String(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Identifier();
}
