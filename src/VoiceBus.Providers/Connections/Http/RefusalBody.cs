using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>What the body of a vendor's refusal says.</summary>
/// <param name="Code">Its word or number for the error, such as "model_not_found": never user text. Null when it has none.</param>
/// <param name="Text">What it says to people; may quote the request. Null when it says nothing.</param>
internal readonly partial record struct RefusalBody(string? Code, string? Text)
{
    private static readonly string[] _texts = ["message", "msg", "error", "detail", "description", "Exception"];
    private static readonly string[] _codes = ["code", "type", "error_code"];

    /// <summary>
    /// Reads <c>{"error": {"message", "type", "code"}}</c>, <c>{"error": "…"}</c>, <c>{"code", "message"}</c>, and FastAPI's
    /// <c>{"detail": "…" | {…} | [{"loc", "msg"}]}</c>; anything else is text as it is.
    /// </summary>
    public static RefusalBody Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return new RefusalBody(null, OneLine(body));
        }
    }

    /// <summary>Reads the same of JSON.</summary>
    public static RefusalBody Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new RefusalBody(null, OneLine(json.GetString()!)),
        JsonValueKind.Array => new RefusalBody(null, OneLine(string.Join("; ", json.EnumerateArray().Take(4).Select(Complaint)))),
        JsonValueKind.Object => OfObject(json),
        _ => default,
    };

    private static RefusalBody OfObject(JsonElement json)
    {
        var code = _codes.Select(name => Word(json, name)).FirstOrDefault(static word => word is not null);
        foreach (var name in _texts)
        {
            if (!json.TryGetProperty(name, out var value) || Read(value) is not { Text: { } text } inner)
                continue;
            return new RefusalBody(inner.Code ?? code, text);
        }

        return new RefusalBody(code, null);
    }

    // FastAPI: {"loc": ["body", "model"], "msg": "field required"}.
    private static string Complaint(JsonElement item)
    {
        var text = Read(item).Text ?? "";
        return item.ValueKind == JsonValueKind.Object && item.TryGetProperty("loc", out var place) && place.ValueKind == JsonValueKind.Array
            ? $"{string.Join('.', place.EnumerateArray())}: {text}"
            : text;
    }

    private static string? Word(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return null;
        return value.ToString() is var word && Identifier().IsMatch(word) ? word : null;
    }

    private static string? OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Identifier();
}
