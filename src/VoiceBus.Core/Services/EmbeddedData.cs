using System.Buffers;
using System.Text.RegularExpressions;

namespace VoiceBus.Core.Services;

/// <summary>
/// Finds pictures, sounds and other data that somebody has written into a text as base64 and puts a word in their place: they fill the
/// context of a language model and tell it nothing. Pure.
/// </summary>
public static partial class EmbeddedData
{
    // Shorter ones are keys, hashes and ids, which may be the answer.
    private const int MinLength = 256;
    private const int LongestAddress = 2048;

    private static readonly SearchValues<char> _around = SearchValues.Create(" \t\r\n\"'<>(");

    /// <summary>The text with a word such as <c>[an image]</c> for each piece of data.</summary>
    public static string Name(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < 64 || !MayHold(text))
            return text;
        var named = DataAddress().Replace(text, static match => Word(match.Groups["type"].Value));
        return Bare().Replace(named, match => IsData(match.Value) && !IsInAddress(named, match.Index) ? Kind(match.ValueSpan) : match.Value);
    }

    private static bool MayHold(string text) => text.Length >= MinLength || text.Contains("data:", StringComparison.OrdinalIgnoreCase);

    // Words run together have no digits and capitals in every stretch of them.
    private static bool IsData(string run)
    {
        var stretch = run.AsSpan(0, Math.Min(run.Length, 1024));
        return stretch.ContainsAnyInRange('0', '9') && stretch.ContainsAnyInRange('a', 'z') && stretch.ContainsAnyInRange('A', 'Z');
    }

    // The end of a long link is no data: the next tool may need it.
    private static bool IsInAddress(string text, int at)
    {
        var before = text.AsSpan(Math.Max(0, at - LongestAddress), Math.Min(at, LongestAddress));
        return before[(before.LastIndexOfAny(_around) + 1)..].Contains("://", StringComparison.Ordinal);
    }

    private static string Word(string type) =>
        type.StartsWith("image", StringComparison.OrdinalIgnoreCase) ? "[an image]"
        : type.StartsWith("audio", StringComparison.OrdinalIgnoreCase) ? "[a sound]"
        : type.StartsWith("video", StringComparison.OrdinalIgnoreCase) ? "[a video]"
        : "[a file]";

    // By the first bytes, as base64 writes them: JPEG, PNG, GIF, WebP, BMP, SVG; WAV says RIFF as WebP does, and is told by what follows.
    private static string Kind(ReadOnlySpan<char> run)
    {
        if (run.StartsWith("UklGR"))
        {
            Span<byte> riff = stackalloc byte[12];
            return Convert.TryFromBase64Chars(run[..16], riff, out _) && riff[8..].SequenceEqual("WAVE"u8) ? "[a sound]" : "[an image]";
        }

        return run.StartsWith("/9j/") || run.StartsWith(@"\/9j\/") || run.StartsWith("iVBOR") || run.StartsWith("R0lGOD") || run.StartsWith("Qk") || run.StartsWith("PHN2Zy")
            ? "[an image]"
            : run.StartsWith("SUQz") || run.StartsWith("T2dnU") || run.StartsWith("//u") || run.StartsWith("//s") ? "[a sound]" : "[data]";
    }

    [GeneratedRegex(@"data:(?<type>[A-Za-z0-9.+-]+\\?/[A-Za-z0-9.+-]+)?(?:;[A-Za-z0-9=._-]+)*;base64,(?:[A-Za-z0-9+/=_-]|\\/|\\u00[23][BbDdFf]|%[0-9A-Fa-f]{2}|(?<=[A-Za-z0-9+/]{60})(?:\\r)?(?:\\n|\r?\n)(?=[A-Za-z0-9+/]{4}))*", RegexOptions.IgnoreCase)]
    private static partial Regex DataAddress();

    // Some JSON writes + / = as escapes; lines of base64 may be broken, in a text or in JSON, as mail does.
    [GeneratedRegex(@"(?:[A-Za-z0-9+/_-]|\\/|\\u002[BbFf]|(?<=[A-Za-z0-9+/]{60})(?:\\r)?(?:\\n|\r?\n)(?=[A-Za-z0-9+/]{4})){256,}(?:=|\\u003[Dd]){0,2}")]
    private static partial Regex Bare();
}
