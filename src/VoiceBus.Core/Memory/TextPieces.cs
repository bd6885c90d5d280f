namespace VoiceBus.Core.Memory;

/// <summary>
/// A text in pieces, for work that takes more than twice as long for twice as much. No piece ends within a character that
/// takes two (a surrogate pair). Allocates nothing.
/// </summary>
public static class TextPieces
{
    /// <summary>Cuts the first piece off.</summary>
    /// <param name="rest">What is left; shortened by the piece.</param>
    /// <param name="length">Characters of a piece at most; 2 or more.</param>
    /// <returns>The piece; empty only when nothing is left.</returns>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var end = Math.Min(length, rest.Length);
        if (end < rest.Length && char.IsHighSurrogate(rest[end - 1]) && char.IsLowSurrogate(rest[end]))
            end--;
        var piece = rest[..end];
        rest = rest[end..];
        return piece;
    }
}
