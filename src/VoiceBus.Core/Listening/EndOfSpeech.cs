namespace VoiceBus.Core.Listening;

/// <summary>
/// Decides whether a silence ends an utterance. What was understood before the pause counts: a finished sentence ends
/// sooner than one that breaks off at "and".
/// </summary>
internal static class EndOfSpeech
{
    private static readonly HashSet<string> _dangling = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "and", "or", "but", "so", "because", "if", "when", "while", "that", "which", "who", "than", "then",
        "to", "of", "in", "on", "at", "for", "from", "with", "by", "about", "into", "my", "your", "his", "her", "our", "their",
        "is", "are", "was", "were", "be", "i", "we", "they", "um", "uh", "er", "hmm", "well", "like", "also", "please",
    };

    /// <summary>Whether the utterance is over.</summary>
    /// <param name="silence">Silence since the last voice.</param>
    /// <param name="understood">What was recognised before the pause, or null when that is not known yet.</param>
    /// <param name="options">The limits.</param>
    public static bool IsOver(TimeSpan silence, string? understood, ListeningOptions options) =>
        silence >= options.MaxEndSilence || (silence >= options.EndSilence && understood is not null && IsComplete(understood));

    /// <summary>Whether a text reads like something a person would stop after.</summary>
    public static bool IsComplete(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed.EndsWith("...") || trimmed[^1] is '…' or ',' or '，' or '、' or '-' or '—')
            return false;
        var words = trimmed.TrimEnd(".?!。？！\"'”’");
        var last = words[(words.LastIndexOf(' ') + 1)..];
        return !_dangling.GetAlternateLookup<ReadOnlySpan<char>>().Contains(last);
    }
}
