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

    private static bool IsHan(char c) => c is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static bool IsKana(char c) => c is >= '\u3040' and <= '\u30FF';

    private static bool IsHangul(char c) => c is >= '\uAC00' and <= '\uD7AF';
}
