using System.Globalization;
using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>Knows the characters nobody sees or can say.</summary>
internal static class HiddenCharacters
{
    /// <summary>What a span that only a vendor's own client understands begins and ends with (citations).</summary>
    public const char SpanStart = '\uE200', SpanEnd = '\uE201';

    /// <summary>Whether a character is to be left out.</summary>
    /// <param name="rune">The character.</param>
    /// <param name="before">The one written before it.</param>
    public static bool IsHidden(Rune rune, char before)
    {
        if (rune.Value < 0x7F)
            return rune.Value < 0x20 && !Rune.IsWhiteSpace(rune);
        // Joiners are part of how Arabic and Indic scripts are written.
        if (rune.Value is 0x200C or 0x200D)
            return !IsJoined(before);
        return rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
    }

    private static bool IsJoined(char before) =>
        before is >= '\u0600' and <= '\u1CFF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC' || before is '\u200C' or '\u200D';
}
