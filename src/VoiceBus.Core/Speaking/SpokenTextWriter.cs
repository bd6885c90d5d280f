namespace VoiceBus.Core.Speaking;

/// <summary>Sets words, blanks and cells as they are written when what stood between them is gone. Not thread-safe.</summary>
internal sealed class SpokenTextWriter(ISpokenText target)
{
    private bool _space;
    private bool _gap;
    private bool _cell;
    private bool _hasCells;

    /// <summary>The last character written on the line; '\n' when there is none.</summary>
    public char Last { get; private set; } = '\n';

    /// <summary>The last letter written at all.</summary>
    public char LastLetter { get; private set; }

    /// <summary>Whether anything was written.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether what comes next begins a sentence.</summary>
    public bool IsSentenceStart => Last == '\n' || Punctuation.IsStop(Last);

    /// <summary>Writes a character.</summary>
    public void Write(char c)
    {
        if (char.IsWhiteSpace(c))
        {
            Space();
            return;
        }

        if (_cell && _hasCells)
        {
            target.RemoveSpace();
            target.Add(',');
            target.Add(' ');
        }
        else if (_space && Clings(c))
        {
            target.RemoveSpace();
        }

        (_space, _gap, _cell, _hasCells, HasBegun) = (false, false, false, true, true);
        target.Add(Last = c);
        if (char.IsLetter(c))
            LastLetter = c;
    }

    /// <summary>Writes words as they are.</summary>
    public void Write(ReadOnlySpan<char> words)
    {
        foreach (var c in words)
            Write(c);
    }

    /// <summary>Writes a blank, once, and none where a line begins.</summary>
    public void Space()
    {
        if (!_space && Last != '\n')
            target.Add(' ');
        (_space, _gap) = (true, false);
    }

    /// <summary>Something was taken out: a stop that follows belongs to the word before it.</summary>
    public void Gap() => _gap = true;

    /// <summary>A cell of a table is over.</summary>
    public void Cell()
    {
        _cell = true;
        Space();
    }

    /// <summary>The line is over.</summary>
    public void Break()
    {
        target.Break();
        (_space, _gap, _cell, _hasCells, Last) = (false, false, false, false, '\n');
    }

    /// <summary>What was written counts no more.</summary>
    public void Restart()
    {
        Break();
        (HasBegun, LastLetter) = (false, '\0');
    }

    /// <summary>Shows an emotion.</summary>
    public void Show(Emotion emotion) => target.Show(emotion);

    // The author's own blank before a stop stays, as in French.
    private bool Clings(char c) => (_gap && c is (',' or ';' or ':' or '!' or '?' or '.' or ')')) || c is '，' or '。' or '！' or '？' or '、' or '；' or '：';
}
