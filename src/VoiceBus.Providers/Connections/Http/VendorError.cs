using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>What a vendor says went wrong, in a refusal or in the middle of an answer.</summary>
/// <param name="Code">Its word or number for the error, such as "model_not_found": never user text. Null when it has none.</param>
/// <param name="Text">What it says to people; may quote the request. Null when it says nothing.</param>
internal readonly partial record struct VendorError(string? Code, string? Text)
{
    private static readonly string[] _codes = ["code", "error_code", "status_code", "type", "status"];
    private static readonly string[] _texts = ["message", "msg", "error_msg", "status_msg", "error_description", "description", "detail", "title", "reason"];

    /// <summary>The status of HTTP that the code stands for, or null.</summary>
    public int? Status =>
        int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? status : null;

    /// <summary>
    /// Reads <c>{"error": {"message", "type", "code"}}</c>, <c>{"error": "…"}</c>, <c>{"code", "message"}</c>, FastAPI's
    /// <c>{"detail": "…" | {…} | [{"loc", "msg"}]}</c> and their variants; anything else is text as it is. Never throws.
    /// </summary>
    public static VendorError Read(string body)
    {
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(body), out var isWhole);
        if (!isWhole || documents.Count == 0)
            return new VendorError(null, OneLine(body));
        var document = LenientJson.Items(documents[0]).FirstOrDefault();
        return document.ValueKind is JsonValueKind.Object or JsonValueKind.String ? Read(document) : new VendorError(null, OneLine(body));
    }

    /// <summary>Reads the same of JSON.</summary>
    public static VendorError Read(JsonElement document)
    {
        try
        {
            return document.ValueKind == JsonValueKind.Object ? Find(document) ?? Of(document)
                : new VendorError(null, OneLine(LenientJson.Text(document) ?? document.GetRawText()));
        }
        catch (InvalidOperationException)
        {
            // The name of a member is no text.
            return new VendorError(null, OneLine(document.GetRawText()));
        }
    }

    /// <summary>The error that a document reports in whatever way; null when it reports none, as most pieces of an answer.</summary>
    public static VendorError? Find(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in (ReadOnlySpan<string>)["error", "errors"])
        {
            var error = LenientJson.Items(LenientJson.Member(document, name)).FirstOrDefault();
            if (error.ValueKind == JsonValueKind.String && LenientJson.Text(error) is { } text)
                return new VendorError(CodeOf(document), OneLine(LenientJson.Text(document, "message") ?? text));
            if (error.ValueKind == JsonValueKind.Object && error.EnumerateObject().Any())
                return Of(error);
        }

        // MiniMax puts a status beside every answer; only other ones than 0 are errors.
        if (LenientJson.Object(document, "base_resp") is { } status && LenientJson.Whole(LenientJson.Member(status, "status_code")) is not (null or 0))
            return Of(status);
        if (LenientJson.Member(document, "choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0)
            return null;
        return SaysFailure(document) ? Of(document) : null;
    }

    // {"code", "message"} by themselves, {"object": "error"}, {"detail": …}, {"success": false}.
    private static bool SaysFailure(JsonElement document)
    {
        if (LenientJson.Text(document, "object") == "error" || LenientJson.Text(document, "type") == "error"
            || LenientJson.Member(document, "success") is { ValueKind: JsonValueKind.False } || LenientJson.Member(document, "detail") is not null)
        {
            return true;
        }

        var code = _codes[..3].Select(name => LenientJson.Word(LenientJson.Member(document, name))).FirstOrDefault(static code => code is not null);
        return code is not (null or "0" or "200" or "ok" or "OK" or "success" or "Success") && Words(document) is not null;
    }

    private static VendorError Of(JsonElement error) => LenientJson.Object(error, "detail") is { } detail
        ? Find(detail) ?? Of(detail)
        : new VendorError(CodeOf(error), OneLine(Words(error) ?? ""));

    private static string? CodeOf(JsonElement error) => _codes
        .Select(name => LenientJson.Word(LenientJson.Member(error, name))).FirstOrDefault(static word => word is not null && Identifier().IsMatch(word));

    private static string? Words(JsonElement error)
    {
        foreach (var name in _texts)
        {
            var value = LenientJson.Member(error, name);
            if (LenientJson.Text(value) is { } text)
                return text;
            if (value is { ValueKind: JsonValueKind.Object } inner && Words(inner) is { } words)
                return words;
            if (name == "detail" && value is { ValueKind: JsonValueKind.Array } complaints)
                return string.Join("; ", complaints.EnumerateArray().Take(4).Select(Complaint));
        }

        return null;
    }

    // FastAPI: {"loc": ["body", "model"], "msg": "Field required", "type": "missing"}.
    private static string Complaint(JsonElement item)
    {
        var text = LenientJson.Text(item) ?? LenientJson.Text(item, "msg") ?? LenientJson.Text(item, "type");
        return LenientJson.Member(item, "loc") is { ValueKind: JsonValueKind.Array } place ? $"{string.Join('.', place.EnumerateArray())}: {text}" : text ?? "";
    }

    private static string? OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Identifier();
}
