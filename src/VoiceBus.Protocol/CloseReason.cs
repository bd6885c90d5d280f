using System.Text;

namespace VoiceBus.Protocol;

/// <summary>The words of a close frame. Static and stateless, therefore safe from any thread.</summary>
public static class CloseReason
{
    /// <summary>What a control frame holds (125 bytes) less the code: bytes of UTF-8, not characters (RFC 6455, 5.5).</summary>
    public const int MaxBytes = 123;

    /// <summary>The reason as a close frame can carry it: cut before the character that does not fit, broken characters replaced.</summary>
    public static string Fit(string reason)
    {
        var (fitting, bytes) = (new StringBuilder(Math.Min(reason.Length, MaxBytes)), 0);
        // What a reader sees as one character stays whole: a family of emoji is not made a smaller one.
        for (var rest = reason.AsSpan(); !rest.IsEmpty;)
        {
            var character = rest[..System.Globalization.StringInfo.GetNextTextElementLength(rest)];
            rest = rest[character.Length..];
            bytes += Encoding.UTF8.GetByteCount(character);
            if (bytes > MaxBytes)
                break;
            foreach (var rune in character.EnumerateRunes())
                fitting.Append(rune);
        }

        return fitting.ToString();
    }
}
