using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Language;

/// <summary>Tells the language of a text by its characters.</summary>
internal static class Script
{
    /// <summary>Whether there is anything to say.</summary>
    public static bool IsSpeakable(string text) => text.Any(char.IsLetterOrDigit);

    /// <summary>Whether the text holds Chinese, Japanese or Korean characters.</summary>
    public static bool IsCjk(string text) => text.Any(static c => IsHan(c) || IsKana(c) || IsHangul(c));

    /// <summary>The primary language the characters tell: zh, ja or ko, otherwise null.</summary>
    public static string? Guess(string text)
    {
        if (text.Any(IsKana))
            return "ja";
        if (text.Any(IsHangul))
            return "ko";
        return text.Any(IsHan) ? "zh" : null;
    }

    /// <summary>The request does not fit the provider; another provider may do it.</summary>
    public static ProviderException Refuse(string provider, string message) =>
        new(ServiceType.Tts, provider, FailureKind.BadRequest, retryable: true, message);

    /// <summary>Whether a character is Chinese, as Japanese and Korean use them too.</summary>
    public static bool IsHan(char c) => c is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Whether a character is hiragana or katakana.</summary>
    public static bool IsKana(char c) => c is (>= '\u3040' and <= '\u30FF') and not '\u30FB';

    /// <summary>Whether a character is a letter of the Latin alphabet, with or without marks.</summary>
    public static bool IsLatin(char c) => char.IsAsciiLetter(c) || (c is >= '\u00C0' and <= '\u024F' and not '\u00D7' and not '\u00F7');

    private static bool IsHangul(char c) => c is >= '\uAC00' and <= '\uD7AF';
}
