namespace VoiceBus.Core.Memory;

/// <summary>
/// Says how many tokens a text costs a model. Thread-safe; never waits, and takes a few milliseconds at most whatever the text is:
/// sessions ask on their own loops.
/// </summary>
public interface ITokenCounter
{
    /// <summary>Tokens of the text, about.</summary>
    int Count(string text);
}

/// <summary>
/// An estimate without a vocabulary, on the high side: one token for four bytes of Latin text, one for each character of
/// Chinese, Japanese or Korean.
/// </summary>
public sealed class EstimatedTokens : ITokenCounter
{
    /// <inheritdoc/>
    public int Count(string text)
    {
        var (narrow, wide) = (0, 0);
        foreach (var character in text)
        {
            if (character < '\u0800')
                narrow += character < '\u0080' ? 1 : 2;
            else
                wide++;
        }

        return wide + ((narrow + 3) / 4);
    }
}
