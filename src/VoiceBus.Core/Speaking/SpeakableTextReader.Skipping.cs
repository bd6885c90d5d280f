namespace VoiceBus.Core.Speaking;

/// <content>What is passed over until it ends, however long it is.</content>
internal sealed partial class SpeakableTextReader
{
    private enum SkipKind
    {
        /// <summary>Until a word comes.</summary>
        Until,

        /// <summary>Until the line ends.</summary>
        Line,

        /// <summary>An address, until a character comes that is none of its own.</summary>
        Address,

        /// <summary>The target of a link, until its bracket closes.</summary>
        Target,

        /// <summary>A block of code, until three marks or more come.</summary>
        Code,
    }

    private sealed record Skipping(SkipKind Kind, string End = "")
    {
        public int Depth { get; set; } = 1;
    }

    private int Skip(Skipping skipping) => skipping.Kind switch
    {
        SkipKind.Until => SkipUntil(skipping.End),
        SkipKind.Line => SkipLine(),
        SkipKind.Address => SkipAddress(skipping),
        SkipKind.Target => SkipTarget(skipping),
        _ => SkipCode(skipping.End[0]),
    };

    private int SkipUntil(string end)
    {
        var found = Rest.IndexOf(end, StringComparison.OrdinalIgnoreCase);
        if (found >= 0)
        {
            _skipping = null;
            return found + end.Length;
        }

        // The last characters may be the beginning of the end.
        var sure = _ended ? Rest.Length : Rest.Length - end.Length + 1;
        return sure > 0 ? sure : Incomplete;
    }

    private int SkipLine()
    {
        var end = Rest.IndexOfAny('\n', '\r');
        if (end >= 0)
            _skipping = null;
        return end < 0 ? Rest.Length : end;
    }

    private int SkipAddress(Skipping skipping)
    {
        for (var at = 0; at < Rest.Length; at++)
        {
            var c = Rest[at];
            if (IsAddressEnd(c))
                return EndAddress(at);
            if (c == '(')
                skipping.Depth++;
            if (c == ')' && --skipping.Depth <= 0)
                return EndAddress(at);
            if (!IsAddressTail(c))
                continue;
            // A stop belongs to the sentence unless the address goes on behind it.
            var after = at;
            while (after < Rest.Length && IsAddressTail(Rest[after]))
                after++;
            if (after == Rest.Length && !_ended)
                return at == 0 ? Incomplete : at;
            if (after == Rest.Length || IsAddressEnd(Rest[after]))
                return EndAddress(at);
        }

        return Rest.Length;
    }

    private int EndAddress(int length)
    {
        _skipping = null;
        if (length > 0)
            return length;
        return ReadNext();
    }

    private static bool IsAddressEnd(char c) => c is <= ' ' or >= '\x7f' or '<' or '>' or '"' or '|' or '`' or '\\';

    private static bool IsAddressTail(char c) => c is '.' or ',' or ';' or ':' or '!' or '?' or ']' or '}' or '\'' or '*' or '_' or '~';

    private int SkipTarget(Skipping skipping)
    {
        for (var at = 0; at < Rest.Length; at++)
        {
            if (Rest[at] is '\n' or '\r')
            {
                _skipping = null;
                return at == 0 ? ReadNext() : at;
            }

            skipping.Depth += Rest[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (skipping.Depth == 0)
            {
                _skipping = null;
                return at + 1;
            }
        }

        return Rest.Length;
    }

    private int SkipCode(char mark)
    {
        var at = Rest.IndexOf(mark);
        if (at != 0)
            return at < 0 ? Rest.Length : at;
        var run = Rest.IndexOfAnyExcept(mark);
        if (run < 0 && !_ended)
            return Incomplete;
        run = run < 0 ? Rest.Length : run;
        if (run >= 3)
        {
            _skipping = null;
            writer.Space();
        }

        return run;
    }
}
