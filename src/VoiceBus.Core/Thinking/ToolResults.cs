using System.Text;
using System.Text.Json;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>Keeps what tools answer within what a model should read. Pure.</summary>
internal static class ToolResults
{
    /// <summary>The longest result a model is given, UTF-8 bytes.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>The result itself when it is short enough, else its beginning and a remark that the rest is left out.</summary>
    public static object? Limit(object? result)
    {
        var text = result switch
        {
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            JsonElement json => json.GetRawText(),
            _ => null,
        };
        if (text is null)
            return result;
        // Before it is cut: behind a picture may stand what it shows.
        if (EmbeddedData.Name(text) is var named && named != text)
            (text, result) = (named, named);
        // No character is more than three bytes of UTF-8 long.
        if (text.Length <= MaxBytes / 3 || Encoding.UTF8.GetByteCount(text) <= MaxBytes)
            return result;
        return $"{Beginning(text)}\n[cut: the whole result has {Encoding.UTF8.GetByteCount(text)} bytes{Shape(text)}]";
    }

    // Never half a character: a lone surrogate or a cut sequence is no text any more.
    private static string Beginning(string text)
    {
        var bytes = new byte[MaxBytes];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: false, out _, out var used, out _);
        return Encoding.UTF8.GetString(bytes, 0, used);
    }

    // Half a document reads like a broken one; how many items there are is what is asked for most.
    private static string Shape(string text)
    {
        if (text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
            return "";
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? $" and is JSON, a list of {json.RootElement.GetArrayLength()} items; what is above ends in the middle of it"
                : " and is JSON; what is above ends in the middle of it";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
