using System.Diagnostics.CodeAnalysis;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// The text that is not yet a sentence. Reads every character once; a decision that needs the next character waits for it.
/// Not thread-safe: one stream, one cutter.
/// </summary>
internal sealed class SentenceCutter
{
    /// <summary>Twelve Latin letters or six Chinese characters make a first clause worth speaking.</summary>
    private const int FirstClauseWeight = 12;

    /// <summary>About 15 s of speech; a Chinese character weighs two.</summary>
    private const int MaxWeight = 200;

    /// <summary>However little of it can be said.</summary>
    private const int MaxLength = 400;

    /// <summary>A code block is not said, only carried past.</summary>
    private const int MaxFenceLength = 8192;

    private char[] _text = new char[256];
    private int _length;
    private int _scanned;
    private int _weight;
    private int _lastSpace;
    private int _lastClause;
    private bool _first = true;

    /// <summary>Adds text to the end.</summary>
    public void Append(ReadOnlySpan<char> piece)
    {
        if (_length + piece.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + piece.Length));
        piece.CopyTo(_text.AsSpan(_length));
        _length += piece.Length;
    }

    /// <summary>Takes the next sentence whose end is certain.</summary>
    public bool TryCut([NotNullWhen(true)] out string? sentence)
    {
        while (TrySkipSpace() && _scanned < _length)
        {
            var end = EndAt(_scanned);
            if (end == Boundary.Wait)
                break;
            if (end == Boundary.None && IsFull)
                end = ForcedEnd();
            if (end != Boundary.None && Take(end, out sentence))
                return true;
            if (end == Boundary.None)
                Advance();
        }

        sentence = null;
        return false;
    }

    /// <summary>Takes what is left when no more text will come.</summary>
    public bool TryFinish([NotNullWhen(true)] out string? tail) => Take(_length, out tail);

    private bool IsFenced => _text.AsSpan(0, _length).StartsWith("```");

    private bool IsFull => IsFenced ? _scanned >= MaxFenceLength : _weight >= MaxWeight || _scanned >= MaxLength;

    private bool TrySkipSpace()
    {
        if (_scanned > 0)
            return true;
        var space = 0;
        while (space < _length && char.IsWhiteSpace(_text[space]))
            space++;
        Drop(space);
        return _length > 0;
    }

    private int EndAt(int at)
    {
        var text = _text.AsSpan(0, _length);
        if (IsFenced)
            return Boundary.InFence(text, at);
        var c = text[at];
        if (c is '\n' or '\r')
            return at;
        if (Punctuation.IsStop(c))
            return Boundary.AfterStop(text, at);
        return _first && _weight >= FirstClauseWeight && Punctuation.IsClause(c)
            ? Boundary.AfterClause(text, at)
            : Boundary.None;
    }

    private void Advance()
    {
        var c = _text[_scanned++];
        _weight += Punctuation.Weight(c);
        if (char.IsWhiteSpace(c))
        {
            _lastSpace = _scanned;
            if (_scanned > 1 && Punctuation.IsClause(_text[_scanned - 2]))
                _lastClause = _scanned;
        }
        else if (c > '\x7f' && Punctuation.IsClause(c))
        {
            _lastClause = _scanned;
        }
    }

    private int ForcedEnd()
    {
        var last = _lastClause > _scanned / 2 ? _lastClause : _lastSpace;
        if (last > 0)
            return last;
        return char.IsLowSurrogate(_text[_scanned]) ? _scanned - 1 : _scanned;
    }

    private bool Take(int end, [NotNullWhen(true)] out string? sentence)
    {
        var text = _text.AsSpan(0, end).Trim();
        sentence = text.IsEmpty ? null : text.ToString();
        Drop(end);
        _first &= sentence is null;
        return sentence is not null;
    }

    private void Drop(int count)
    {
        if (count > 0)
            _text.AsSpan(count, _length - count).CopyTo(_text);
        _length -= count;
        _scanned = _weight = _lastSpace = _lastClause = 0;
    }
}
