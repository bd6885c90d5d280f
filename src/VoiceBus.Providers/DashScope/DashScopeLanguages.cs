namespace VoiceBus.Providers.DashScope;

/// <summary>Languages as Model Studio's recognitions call them. One they do not know is not sent: they refuse it, and tell by themselves.</summary>
internal static class DashScopeLanguages
{
    private static readonly HashSet<string> _paraformer = ["zh", "yue", "en", "ja", "ko", "de", "fr", "ru"];

    private static readonly HashSet<string> _qwen =
        ["zh", "yue", "en", "ja", "de", "ko", "ru", "fr", "pt", "ar", "it", "es", "hi", "id", "th", "tr", "uk", "vi", "cs", "da", "fil", "fi"];

    /// <summary>For Paraformer and Fun-ASR (reference of their client events); null where it is better not told.</summary>
    public static string? ForParaformer(string? tag) => Of(tag, _paraformer);

    /// <summary>For Qwen-ASR (reference of its client events); null where it is better not told.</summary>
    public static string? ForQwen(string? tag) => Of(tag, _qwen);

    private static string? Of(string? tag, HashSet<string> known)
    {
        if (string.IsNullOrEmpty(tag))
            return null;
        var language = tag.Split('-')[0].ToLowerInvariant();
        if (language == "zh" && tag.EndsWith("-HK", StringComparison.OrdinalIgnoreCase))
            language = "yue";
        return known.Contains(language) ? language : null;
    }
}
