namespace VoiceBus.Core.Speaking;

/// <summary>Words that a dot shortens, in the languages written with it.</summary>
internal static class Abbreviations
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _always = Words(
        """
        dr mr mrs ms prof st vs fig mt gen sen rev approx cf jr sr col capt lt sgt gov hon
        nr bzw vgl evtl ggf inkl zzgl sog hr dipl ing str
        mme mlle p.ex sra srta dra ud uds p.ej pág núm ee
        sig dott ing avv np tzn
        रु т.е т.к т.н ул им проф тов напр
        """);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _maybe = Words(
        "etc a.m p.m no usw u.a ca co inc ltd corp uu т.д т.п др пр гг руб тыс млн");

    /// <summary>Whether a dot after the word never ends a sentence.</summary>
    public static bool Always(ReadOnlySpan<char> word) => _always.Contains(word) || IsInitials(word);

    /// <summary>Whether a dot after the word ends a sentence only when another one begins behind it.</summary>
    public static bool Maybe(ReadOnlySpan<char> word) => _maybe.Contains(word);

    /// <summary>Whether a day of the month, "3. Oktober", stands before the word.</summary>
    public static bool IsMonth(ReadOnlySpan<char> word)
    {
        foreach (var month in "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez Jah".Split(' '))
            if (word.StartsWith(month, StringComparison.Ordinal))
                return true;
        return false;
    }

    // "J." "U.S" "e.g" "А. С": single letters with dots between; "I." and "я." end a sentence.
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        if (word is "I" or "я" or "Я" || word.Length % 2 == 0)
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !(char.IsUpper(word[i]) || char.IsLower(word[i])) : word[i] != '.')
                return false;
        }

        return true;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
