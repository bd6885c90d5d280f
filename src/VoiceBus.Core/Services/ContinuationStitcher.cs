using System.Text;

namespace VoiceBus.Core.Services;

/// <summary>
/// Joins what a second model says to what the first one had said: what it repeats is dropped, be it the beginning of the
/// reply or its last words, and words that would run together are parted. Text is held only as long as it may be a
/// repetition. Not thread-safe.
/// </summary>
/// <param name="said">What the first model had said.</param>
public sealed class ContinuationStitcher(string said)
{
    /// <summary>A shorter end of the reply is not taken for a word cut in two: "a" is not the beginning of "apple".</summary>
    private const int ShortestFragment = 3;

    private readonly StringBuilder _held = new();
    private readonly string _said = said.TrimEnd();

    /// <summary>Whether text passes unchanged from here on.</summary>
    public bool IsClosed { get; private set; } = said.Length == 0;

    /// <summary>Takes the next piece; gives what is to be said of all held so far, often nothing.</summary>
    public string Pass(string piece)
    {
        if (IsClosed)
            return piece;
        _held.Append(piece);
        var text = _held.ToString();
        var begin = Start(text);
        if (begin == text.Length || MayStillRepeat(text, begin))
            return "";
        IsClosed = true;
        return Joined(text, begin);
    }

    /// <summary>The stream has ended: what is to be said of the text still held.</summary>
    public string Finish()
    {
        var text = _held.ToString();
        var begin = Start(text);
        if (IsClosed || begin == text.Length)
            return "";
        IsClosed = true;
        // All of it was said before: the whole reply again, or its beginning, and no more.
        return Overlap(0, text, begin) is { IsRefuted: false } ? "" : Joined(text, begin);
    }

    private bool MayStillRepeat(string text, int begin)
    {
        for (var at = 0; at < _said.Length; at++)
            if (IsWordStart(at) && Overlap(at, text, begin) is { IsRefuted: false, ReachesEnd: false })
                return true;
        // Repeated to the end; whether its last word goes on is not known before the next character.
        return Repeated(text, begin) == text.Length;
    }

    private string Joined(string text, int begin)
    {
        var after = Repeated(text, begin);
        var spaced = _said.Length < said.Length;
        if (after > begin)
            return spaced ? text[after..].TrimStart() : text[after..];
        var runTogether = !spaced && begin == 0 && IsWord(_said[^1]) && IsWord(text[0]);
        return runTogether ? " " + text : text;
    }

    /// <summary>Where the text goes on after what it repeats of the end of the reply; the longest repetition counts.</summary>
    private int Repeated(string text, int begin)
    {
        for (var at = 0; at < _said.Length; at++)
            if (IsWordStart(at) && Overlap(at, text, begin) is { IsRefuted: false, ReachesEnd: true } overlap
                && IsWhole(at, text, overlap.TextEnd))
                return overlap.TextEnd;
        return begin;
    }

    /// <summary>A repetition that ends in the middle of a word must be long enough not to be chance.</summary>
    private bool IsWhole(int at, string text, int end)
    {
        var length = _said.Length - at;
        if (IsIdeograph(_said[^1]))
            return length >= 2;
        var goesOn = end < text.Length && IsWord(text[end]) && IsWord(_said[^1]);
        return !goesOn || length >= ShortestFragment;
    }

    private Match Overlap(int at, string text, int begin)
    {
        var (i, j) = (at, begin);
        while (i < _said.Length && j < text.Length)
        {
            if (char.IsWhiteSpace(_said[i]) && char.IsWhiteSpace(text[j]))
            {
                (i, j) = (SkipSpace(_said, i), SkipSpace(text, j));
                continue;
            }
            if (char.ToUpperInvariant(_said[i]) != char.ToUpperInvariant(text[j]))
                return new Match(true, false, begin);
            (i, j) = (i + 1, j + 1);
        }
        return new Match(false, i == _said.Length, j);
    }

    private bool IsWordStart(int at) =>
        !char.IsWhiteSpace(_said[at])
        && (at == 0 || !IsWord(_said[at - 1]) || !IsWord(_said[at]));

    // Models like to begin a continuation with dots.
    private static int Start(string text)
    {
        var at = SkipSpace(text, 0);
        while (at < text.Length && (text[at] == '…' || text.AsSpan(at).StartsWith("...")))
            at = SkipSpace(text, at + (text[at] == '…' ? 1 : 3));
        return at;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    // An ideograph is a word of its own and needs no space.
    private static bool IsWord(char c) => char.IsLetterOrDigit(c) && !IsIdeograph(c);

    private static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u9fff';

    private readonly record struct Match(bool IsRefuted, bool ReachesEnd, int TextEnd);
}
