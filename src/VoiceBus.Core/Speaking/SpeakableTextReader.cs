using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Reads what a model writes, once, and keeps what is language: markup, addresses, code, references, acted asides and invisible
/// characters go or become words; emoji become emotions. Text may come in any pieces: what depends on characters that are not there
/// yet waits for them, within bounds. One text, one reader; not thread-safe. The other files of this class read lines, inline marks,
/// brackets and tags.
/// </summary>
/// <param name="writer">Takes the words.</param>
/// <param name="language">The language of who speaks (BCP 47), or null.</param>
/// <param name="depth">How many texts this one is inside of.</param>
internal sealed partial class SpeakableTextReader(SpokenTextWriter writer, string? language, int depth = 0)
{
    private const int Incomplete = -1;
    private const int Deepest = 4;

    // Characters of what waits for its other end; beyond that the mark is a character like others.
    private const int LongestAside = 80;
    private const int LongestBracket = 300;
    private const int LongestFormula = 1000;
    private const int LongestPair = 4000;
    private const int LongestWord = 256;

    private string _rest = "";
    private int _at;
    private char _before = '\n';
    private bool _lineStart = depth == 0;
    private bool _ended;
    private Skipping? _skipping;

    // Characters until the other end of an emphasis that was read already.
    private int _emphasized = -1;

    private ReadOnlySpan<char> Rest => _rest.AsSpan(_at);

    private char Next => _at + 1 < _rest.Length ? _rest[_at + 1] : '\n';

    private bool IsLast => _at + 1 >= _rest.Length;

    /// <summary>Takes the next piece.</summary>
    public void Read(string piece)
    {
        _rest = _at == _rest.Length ? piece : string.Concat(_rest.AsSpan(_at), piece);
        _at = 0;
        ReadOn();
    }

    /// <summary>Nothing follows for now: what waits for more is read as it is. What comes later is a new text.</summary>
    public void Complete()
    {
        _ended = true;
        ReadOn();
        (_ended, _skipping, _emphasized, _rest, _at, _before, _lineStart) = (false, null, -1, "", 0, '\n', depth == 0);
    }

    /// <summary>The text pauses: a word that waits for nothing but its end is read.</summary>
    public void Pause()
    {
        foreach (var c in Rest)
            if (!char.IsLetterOrDigit(c) && !Punctuation.IsStop(c))
                return;
        if (_skipping is not null || Rest.IsEmpty)
            return;
        _ended = true;
        ReadOn();
        _ended = false;
    }

    private void ReadOn()
    {
        while (_at < _rest.Length)
        {
            var length = _skipping is { } skipping ? Skip(skipping) : ReadNext();
            if (length == Incomplete)
                return;
            Advance(length);
        }
    }

    private void Advance(int length)
    {
        if (length > 0)
            _before = _rest[_at + length - 1];
        _emphasized = Math.Max(-1, _emphasized - length);
        _at += length;
    }

    /// <summary>Reads what stands next; gives how much of the text that was.</summary>
    private int ReadNext()
    {
        var c = _rest[_at];
        if (c > '\x7f' || c < ' ' || c == '\x7f')
        {
            var hidden = ReadHidden(c);
            if (hidden != 0)
                return hidden;
        }

        if (c is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' or '\v' or '\f')
            return EndLine();
        if (_lineStart)
        {
            var mark = ReadLineStart();
            if (mark != 0)
                return mark;
            _lineStart = false;
        }

        var read = c > '\x7f' ? ReadSymbol(c) : ReadMark(c);
        if (read != 0)
            return read;
        writer.Write(c);
        return 1;
    }

    private int EndLine()
    {
        _lineStart = true;
        writer.Break();
        return 1;
    }

    private int ReadHidden(char c)
    {
        if (c == HiddenCharacters.SpanStart)
        {
            _skipping = new Skipping(SkipKind.Until, HiddenCharacters.SpanEnd.ToString());
            writer.Gap();
            return 1;
        }

        if (char.IsHighSurrogate(c) && IsLast && !_ended)
            return Incomplete;
        if (!Rune.TryGetRuneAt(_rest, _at, out var rune))
            return 1; // Half a character is none.
        return HiddenCharacters.IsHidden(rune, writer.Last) ? rune.Utf16SequenceLength : 0;
    }

    private int ReadSymbol(char c)
    {
        if (c is '（' or '【' or '「' or '〔' or '［')
            return ReadWideBracket(c);
        var rune = Rune.GetRuneAt(_rest, _at);
        if (!Emoji.IsPart(rune) || c == '\u200D')
        {
            if (rune.Utf16SequenceLength == 1)
                return 0;
            writer.Write(Rest[..2]);
            return 2;
        }

        if (Emotions.TryFind(rune, out var emotion))
            writer.Show(emotion);
        writer.Gap();
        return rune.Utf16SequenceLength;
    }

    private int ReadMark(char c)
    {
        var face = Smileys.Read(Rest, _before, _ended, out var emotion);
        if (face > 0)
        {
            writer.Show(emotion);
            writer.Gap();
        }

        if (face != 0)
            return face;
        return c switch
        {
            '`' => ReadTicks(),
            '~' => ReadTildes(),
            '*' or '_' => ReadEmphasis(c),
            '#' => ReadHash(),
            '=' => ReadEquals(),
            '|' => ReadBar(),
            '\\' => ReadBackslash(),
            '$' => ReadDollar(),
            '&' => ReadEntity(),
            '!' => ReadImage(),
            '[' => ReadBracket(),
            '(' => ReadParenthesis(')'),
            '<' => ReadAngle(),
            '>' when _closesAddress => CloseAddress(),
            _ when char.IsAsciiLetter(c) && !char.IsAsciiLetterOrDigit(_before) && _before != '@' => ReadWord(),
            _ => 0,
        };
    }

    private int Dropped(int length)
    {
        writer.Gap();
        return length;
    }

    /// <summary>Reads a text inside of this one, as it is.</summary>
    private void ReadInside(ReadOnlySpan<char> text)
    {
        if (depth >= Deepest)
        {
            writer.Write(text);
            return;
        }

        var inner = new SpeakableTextReader(writer, language, depth + 1) { _before = ' ' };
        inner.Read(text.ToString());
        inner.Complete();
    }

    /// <summary>Where a mark's other end is; 0 when there is none, negative when that depends on what follows.</summary>
    private int Find(ReadOnlySpan<char> end, int from, int most, bool acrossLines = false)
    {
        var within = Rest[Math.Min(from, Rest.Length)..Math.Min(Rest.Length, most)];
        var found = within.IndexOf(end);
        var line = acrossLines ? within.IndexOf("\n\n") : within.IndexOfAny('\n', '\r');
        if (found >= 0 && (line < 0 || found < line))
            return from + found;
        return line >= 0 || _ended || Rest.Length >= most ? 0 : Incomplete;
    }
}
