using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Parses a text message once, completely and without ever throwing.</summary>
internal static class JsonText
{
    /// <summary>Parses an object; the caller disposes <paramref name="document"/>.</summary>
    public static bool TryParseObject(ReadOnlySpan<byte> utf8, out JsonDocument? document, out string reason)
    {
        document = null;
        reason = "";
        try
        {
            CheckWholeText(utf8);
            var reader = new Utf8JsonReader(utf8);
            document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return true;
            reason = $"expected a JSON object, got {Name(document.RootElement.ValueKind)}";
        }
        catch (JsonException e)
        {
            reason = $"invalid JSON at byte {e.BytePositionInLine ?? 0}";
        }
        catch (InvalidOperationException)
        {
            reason = "a JSON string is not valid Unicode";
        }

        document?.Dispose();
        document = null;
        return false;
    }

    // JsonElement finds bad text only when a string is read, long after the message was accepted: find it now.
    private static void CheckWholeText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                _ = reader.GetString();
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
