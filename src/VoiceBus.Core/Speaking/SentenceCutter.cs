using System.Globalization;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Cuts words into sentences as they come, character by character; a decision that needs the next character waits for it. Emotions go
/// with the sentence they stand in, behind the one before them on the line, or else before the next one. Not thread-safe.
/// </summary>
internal sealed class SentenceCutter : ISpokenText
{
    /// <summary>Twelve Latin letters or six Chinese characters make a first clause worth speaking.</summary>
    private const int FirstClauseWeight = 12;

    /// <summary>Where blanks part sentences: about two lines of a subtitle.</summary>
    private const int UnspacedWeight = 40;

    /// <summary>About 15 s of speech; a Chinese character weighs two.</summary>
    private const int MaxWeight = 200;

    /// <summary>However little of it can be said.</summary>
    private const int MaxLength = 400;

    private readonly Queue<Sentence> _sentences = new();
    private char[] _text = new char[256];
    private int _length;
    private int _scanned;
    private int _weight;
    private int _lastSpace;
    private int _lastClause;
    private bool _first = true;
    private bool _follows;
    private bool _followedShown;
    private Emotion? _emotion;

    /// <summary>Takes the next sentence whose end is certain.</summary>
    public bool TryTake(out Sentence sentence) => _sentences.TryDequeue(out sentence);

    /// <inheritdoc/>
    public void Add(char c)
    {
        if (_length == 0 && c == ' ')
            return;
        if (_length == _text.Length)
            Array.Resize(ref _text, _text.Length * 2);
        _text[_length++] = c;
        Scan(pauses: false);
    }

    /// <inheritdoc/>
    public void RemoveSpace()
    {
        if (_length == 0 || _text[_length - 1] != ' ')
            return;
        _length--;
        _scanned = Math.Min(_scanned, _length);
        _lastSpace = Math.Min(_lastSpace, _length);
    }

    /// <inheritdoc/>
    public void Break()
    {
        Take(_length);
        _follows = false;
    }

    /// <inheritdoc/>
    public void Show(Emotion emotion)
    {
        if (_length > 0 || !_follows)
            _emotion ??= emotion;
        else if (!_followedShown)
            Give(new Sentence("", emotion));
    }

    /// <summary>No more text will come: what is left is a sentence.</summary>
    public void Complete()
    {
        Break();
        if (_emotion is { } alone)
            Give(new Sentence("", alone));
        _emotion = null;
    }

    /// <summary>The text pauses: a sentence that is over if nothing follows is over.</summary>
    public void Pause() => Scan(pauses: true);

    /// <summary>Forgets what was not taken yet.</summary>
    public void Clear()
    {
        _sentences.Clear();
        Drop(_length);
        (_first, _follows, _emotion) = (true, false, null);
    }

    private bool IsFull => _weight >= MaxWeight || _scanned >= MaxLength;

    private void Scan(bool pauses)
    {
        while (_scanned < _length)
        {
            var end = EndAt(_scanned, pauses);
            if (end == Boundary.Wait)
                return;
            if (end == Boundary.None && IsFull)
                end = ForcedEnd();
            if (end == Boundary.None)
                Advance();
            else
                Take(end);
        }
    }

    private int EndAt(int at, bool pauses)
    {
        var text = _text.AsSpan(0, _length);
        var c = text[at];
        if (Punctuation.IsStop(c) && (c != ';' || Boundary.IsGreek(text, at)))
            return Boundary.AfterStop(text, at, pauses);
        if (c == ' ')
            return at > 0 && Punctuation.IsUnspaced(text[at - 1]) && _weight >= (_first ? FirstClauseWeight : UnspacedWeight) ? at : Boundary.None;
        return _first && _weight >= FirstClauseWeight && Punctuation.IsClause(c) ? Boundary.AfterClause(text, at) : Boundary.None;
    }

    private void Advance()
    {
        var c = _text[_scanned++];
        _weight += Punctuation.Weight(c);
        if (c == ' ')
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

    // Where a speaker would take breath, else between words, else at least not within what is one character to a reader.
    private int ForcedEnd()
    {
        var last = _lastClause > _scanned / 2 ? _lastClause : _lastSpace;
        if (last > 0)
            return last;
        var text = _text.AsSpan(0, _length);
        var end = 0;
        while (end < _scanned)
        {
            var cluster = StringInfo.GetNextTextElementLength(text[end..]);
            if (end > 0 && end + cluster > _scanned)
                break;
            end += cluster;
        }

        // A cluster that may still grow is none to cut behind.
        return end < _length ? end : Boundary.Wait;
    }

    private void Take(int end)
    {
        var text = _text.AsSpan(0, end).Trim();
        var said = CanBeSaid(text) ? text.ToString() : null;
        Drop(end);
        if (said is not null)
        {
            _first = false;
            (_follows, _followedShown) = (true, _emotion is not null);
            Give(new Sentence(said, _emotion));
            _emotion = null;
        }
    }

    private void Give(Sentence sentence)
    {
        _followedShown |= sentence.Emotion is not null;
        _sentences.Enqueue(sentence);
    }

    private static bool CanBeSaid(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                return true;
        return false;
    }

    private void Drop(int count)
    {
        var space = count;
        while (space < _length && _text[space] == ' ')
            space++;
        _text.AsSpan(space, _length - space).CopyTo(_text);
        _length -= space;
        _scanned = _weight = _lastSpace = _lastClause = 0;
    }
}
