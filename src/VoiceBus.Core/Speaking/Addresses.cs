namespace VoiceBus.Core.Speaking;

/// <summary>Knows a host by its form.</summary>
internal static class Addresses
{
    /// <summary>Whether a word is a name with a domain behind it: example.com, but not e.g. or and.</summary>
    public static bool IsDomain(ReadOnlySpan<char> word)
    {
        var dot = word.LastIndexOf('.');
        if (dot <= 0 || word.Length - dot < 3 || word.Contains("..", StringComparison.Ordinal) || word.Contains('+'))
            return false;
        foreach (var c in word[(dot + 1)..])
            if (!char.IsAsciiLetter(c))
                return false;
        return true;
    }
}
