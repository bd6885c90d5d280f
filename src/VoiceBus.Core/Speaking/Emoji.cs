using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>Tells the pictures from the text.</summary>
internal static class Emoji
{
    /// <summary>Whether a code point is an emoji or a part of one: joiner, variant, skin colour, flag letter, key cap, tag.</summary>
    public static bool IsPart(Rune rune) => rune.Value switch
    {
        < 0x200D => false,
        0x200D or 0x20E3 or 0xFE0E or 0xFE0F => true,
        >= 0x2300 and <= 0x23FF => true,
        >= 0x25A0 and <= 0x27BF => true,
        >= 0x2B00 and <= 0x2BFF => true,
        0x3030 or 0x303D or 0x3297 or 0x3299 => true,
        >= 0x1F000 and <= 0x1FAFF => true,
        >= 0xE0020 and <= 0xE007F => true,
        _ => false,
    };
}
