namespace VoiceBus.Core.Services;

/// <summary>
/// How fast a voice speaks, learned from whole sentences, to tell how far it came in one that broke off. Thread-safe.
/// </summary>
internal sealed class SpeechRateEstimator
{
    /// <summary>About 14 Latin letters a second, as most voices speak.</summary>
    private const double UsualMsPerUnit = 70;

    private const double Learning = 0.3;

    // Past this the estimate cannot be so wrong that words are missing.
    private const double Certain = 1.1;

    private double _msPerUnit = UsualMsPerUnit;

    /// <summary>A sentence was spoken to its end.</summary>
    public void Learn(string text, TimeSpan audio)
    {
        var units = Units(text);
        if (units < 5 || audio <= TimeSpan.Zero)
            return;
        // Two sentences learned at once may overwrite each other: an estimate loses nothing by it.
        var known = Volatile.Read(ref _msPerUnit);
        Volatile.Write(ref _msPerUnit, known + (Learning * ((audio.TotalMilliseconds / units) - known)));
    }

    /// <summary>
    /// What is left of a text after so much audio of it: from the beginning of the word that was being spoken, for a word
    /// begun again is better than one missing.
    /// </summary>
    /// <returns>Empty when it was spoken to its end.</returns>
    public string RestOf(string text, TimeSpan audio)
    {
        if (audio <= TimeSpan.Zero)
            return text;
        var spoken = audio.TotalMilliseconds / Volatile.Read(ref _msPerUnit);
        if (spoken >= Units(text) * Certain)
            return "";
        var (rest, before) = (0, 0.0);
        for (var i = 0; i < text.Length && before <= spoken; i++)
        {
            if (IsWordStart(text, i))
                rest = i;
            before += Weight(text[i]);
        }
        return text[rest..];
    }

    private static double Units(string text)
    {
        var units = 0.0;
        foreach (var c in text)
            units += Weight(c);
        return units;
    }

    /// <summary>How long a character takes, in Latin letters: an ideograph is a syllable, a digit a word, a full stop a pause.</summary>
    private static double Weight(char c) => c switch
    {
        >= '\u3040' and <= '\u9fff' => 3.2,
        >= '\uac00' and <= '\ud7a3' => 3.2,
        >= '0' and <= '9' => 4,
        '.' or '!' or '?' or '。' or '！' or '？' or ';' or ':' or ',' or '，' or '、' => 3,
        _ when char.IsWhiteSpace(c) => 0.5,
        _ => 1,
    };

    private static bool IsWordStart(string text, int at) =>
        char.IsLetterOrDigit(text[at])
        && (at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at] >= '\u3040' || text[at - 1] >= '\u3040');
}
