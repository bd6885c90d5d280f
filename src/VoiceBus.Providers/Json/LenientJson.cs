using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VoiceBus.Providers.Json;

/// <summary>Reads JSON that somebody else wrote: what is of another type than expected is absent, nothing throws. Pure.</summary>
internal static class LenientJson
{
    private static readonly JsonReaderOptions _options =
        new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 };

    /// <summary>The documents in a text, one after the other: some vendors put several into one event.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="isWhole">False when some of the text could not be read, not even mended.</param>
    public static IReadOnlyList<JsonElement> Documents(ReadOnlySpan<byte> json, out bool isWhole)
    {
        var found = Read(json, out isWhole);
        if (isWhole)
            return found;
        var mended = Read(JsonMender.Mend(json), out isWhole);
        return mended.Count >= found.Count ? mended : found;
    }

    /// <summary>A member; null when there is none, or it is null.</summary>
    public static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member : null;

    /// <summary>A member that is an object.</summary>
    public static JsonElement? Object(JsonElement? parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    /// <summary>A text, also one with half of a surrogate pair; null for anything else, and for an empty one.</summary>
    public static string? Text(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && Unescaped(text) is { Length: > 0 } plain ? plain : null;

    /// <summary>A text member.</summary>
    public static string? Text(JsonElement? parent, string name) => Text(Member(parent, name));

    /// <summary>A text or a number, as text.</summary>
    public static string? Word(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(value);

    /// <summary>A whole number, also one written as text or with decimals.</summary>
    public static long? Whole(JsonElement? value) =>
        double.TryParse(Word(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number is > -1e15 and < 1e15 ? (long)number : null;

    /// <summary>The items of a list; a single value counts as a list of it.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? value) => value switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } single => [single],
    };

    private static List<JsonElement> Read(ReadOnlySpan<byte> json, out bool isWhole)
    {
        var found = new List<JsonElement>(1);
        var reader = new Utf8JsonReader(json, _options);
        try
        {
            while (reader.Read())
                found.Add(JsonElement.ParseValue(ref reader));
            isWhole = true;
        }
        catch (JsonException)
        {
            isWhole = false;
        }

        return found;
    }

    private static string Unescaped(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: the framework refuses the text as a whole.
            return JsonMender.Unescape(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
        }
    }
}
