using System.Text;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Joins pieces of a text that were cut between the two halves of a character: a half waits for the other one, and is dropped when that
/// does not come. Not thread-safe.
/// </summary>
internal sealed class SurrogateJoiner
{
    private char? _half;

    /// <summary>What of the text so far can be passed on now.</summary>
    public string Pass(string piece)
    {
        if (_half is null && !piece.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return piece;
        var text = _half is { } held ? held + piece : piece;
        _half = text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[^1] : null;
        var whole = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                whole.Append(text[at]);
            else if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
                whole.Append(text, at++, 2);
        }

        return whole.ToString();
    }
}
