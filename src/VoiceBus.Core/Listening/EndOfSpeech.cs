namespace VoiceBus.Core.Listening;

/// <summary>
/// Decides whether a silence ends an utterance. What was understood before the pause counts: a finished sentence ends
/// sooner than one that breaks off at "and" or at 因为. Punctuation at the end is what recognisers add of themselves, and says nothing
/// but where it is a comma or an ellipsis.
/// </summary>
internal static class EndOfSpeech
{
    /// <summary>Whether the utterance is over.</summary>
    /// <param name="silence">Silence since the last voice.</param>
    /// <param name="understood">What was recognised before the pause, or null when that is not known yet.</param>
    /// <param name="endOfTurn">Whether the recogniser judges that the speaker has finished: it hears more than words.</param>
    /// <param name="options">The limits.</param>
    public static bool IsOver(TimeSpan silence, string? understood, bool endOfTurn, ListeningOptions options) =>
        silence >= options.MaxEndSilence
        || (endOfTurn && silence >= options.Pause)
        || (silence >= options.EndSilence && understood is not null && IsComplete(understood));

    /// <summary>Whether a text reads like something a person would stop after.</summary>
    public static bool IsComplete(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed.EndsWith("..") || trimmed[^1] is '…' or ',' or '，' or '、' or '-' or '—' or '~' or '：' or ':')
            return false;
        var end = trimmed.Length;
        while (end > 0 && !char.IsLetterOrDigit(trimmed[end - 1]))
            end--;
        if (end == 0)
            return false;
        var words = trimmed[..end];
        return IsHan(words[^1]) || (char.IsDigit(words[^1]) && words.IndexOfAnyInRange('\u4e00', '\u9fff') >= 0)
            ? !ChinesePhrases.GoesOn(words) : !EnglishPhrases.GoesOn(words);
    }

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff';
}
