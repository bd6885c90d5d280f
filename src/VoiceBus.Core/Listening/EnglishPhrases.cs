namespace VoiceBus.Core.Listening;

/// <summary>
/// Knows where English goes on: behind articles, prepositions, conjunctions, auxiliaries and verbs that want an object, in clauses that
/// are half of a pair, and behind fillers; and where it does not, though it ends so: "where are you from", "turn it on". Thread-safe.
/// </summary>
internal static class EnglishPhrases
{
    private static readonly HashSet<string> _open = Set(
        """
        a an the my your our their this's and or but because unless although though whereas while whether if than nor plus minus times
        to of in on at for from with by about into onto upon between without within through toward towards against during among across behind beside despite
        is are was were am be been being i'm you're we're they're it's he's she's there's what's who's where's i'd i've i'll we've we'd
        very quite every either neither such um uh er erm hmm uhm mhm basically actually also whenever wherever whoever
        does did has had would could should might must shall divided multiplied went
        """);

    private static readonly HashSet<string> _prepositions = Set("to of in on at for from with by about like into");
    private static readonly HashSet<string> _particles = Set("on off in up down out over away back around");
    private static readonly HashSet<string> _subjects = Set("i you he she it we they");
    private static readonly HashSet<string> _questions = Set("what where who which how why when whose whom what's who's where's how's");
    private static readonly HashSet<string> _be = Set("am is are was were");
    private static readonly HashSet<string> _modals = Set("can could would will should do does did may might shall have has had");
    private static readonly HashSet<string> _halfClauses = Set("if when while whenever although though unless before after as since once until");
    private static readonly HashSet<string> _wantObject = Set("want need think mean translate call play search find send like said says know tell show give bring let's prefer buy add open navigate get make turn set put take change switch pick use");
    private static readonly HashSet<string> _asHowTo = Set("say spell pronounce make use find get write cook open turn call know");
    private static readonly HashSet<string> _degrees = Set("too so not really pretty quite very as more less getting");
    private static readonly HashSet<string> _openings = Set(
        "honestly anyway however therefore otherwise meanwhile besides finally suddenly recently usually normally generally apparently obviously unfortunately hopefully");
    private static readonly HashSet<string> _thoughts = Set("guess wonder wish suppose believe hope feel heard hear bet imagine understand");
    private static readonly HashSet<string> _giveMe = Set("give show remind let make get bring tell send read buy teach");
    private static readonly HashSet<string> _negations = Set("don't not won't didn't doesn't can't wouldn't couldn't never");
    private static readonly HashSet<string> _moves = Set("turn switch put take pick set bring plug shut");

    private static readonly HashSet<string> _movesItself = Set(
        "come coming go going hold carry move log sign hang keep get wake stand sit shut hurry calm slow speak look lie cheer give run fall grow back");

    // Phrases that stand for a beginning, whatever comes before them.
    private static readonly string[] _openEnds =
    [
        "for example", "such as", "kind of", "sort of", "a lot of", "first of all", "on the other hand", "as soon as", "even though", "at least", "not only",
        "in order to", "instead of", "how to", "you know", "i mean", "what if", "how about", "what about", "how many", "how much", "there is", "there are",
        "there a", "are there any", "is there any", "that is why", "okay so", "ok so", "and so", "so um", "and then", "but then", "used to", "have to", "the one that",
        "everything that", "the man who", "the person who", "someone who", "set a timer", "set an alarm", "a timer for", "my favorite", "i just", "by the way", "to be honest", "so anyway", "you know what", "or something", "in my opinion", "as i said", "as well as", "as far as", "as long as", "in case", "in fact", "let me see", "let me think", "make it", "more than", "better than",
    ];

    /// <summary>Whether who says this will go on.</summary>
    /// <param name="text">The words, without punctuation at their end.</param>
    public static bool GoesOn(ReadOnlySpan<char> text)
    {
        var clause = text[(text.LastIndexOfAny(".!?;") + 1)..].Trim();
        if (clause.IsEmpty)
            clause = text;
        if (clause.Length > 160)
            clause = clause[^160..];
        var words = clause.ToString().ToLowerInvariant().Replace('’', '\'').Split([' ', ',', '"', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return true;
        // What stands before the last comma is said; what breaks off is behind it.
        return IsHalfClause(words, clause) || IsHalfNumber(words) || EndsOpen(words);
    }

    private static bool EndsOpen(string[] words)
    {
        var last = words[^1];
        var before = words.Length > 1 ? words[^2] : "";
        if (IsSaidBySelf(words, last, before))
            return false;
        foreach (var end in _openEnds)
            if (EndsWith(words, end))
                return true;
        if (last is "me")
            return _giveMe.Contains(before);
        if (words[0] is "do" or "does" or "did" && last is "have" or "want" or "know" or "need" or "like" or "think")
            return true;
        if (words.Length <= 2 && _openings.Contains(last))
            return true;
        if (_degrees.Contains(last) && IsBe(before) && !IsConfirmed(words) && !words.Contains("that"))
            return true;
        if (last is "first" or "second" or "best" or "most" or "last" or "next" && before is "the" && IsQuestion(words))
            return true;
        if (words[0] is "how" && _asHowTo.Contains(last) && _modals.Contains(words.ElementAtOrDefault(1) ?? ""))
            return true;
        if (_thoughts.Contains(last) && before is "i" or "we")
            return true;
        if (last is "ever" or "never" or "always" or "usually" or "often" or "just" && (_subjects.Contains(before) || before.EndsWith("'ve", StringComparison.Ordinal)))
            return true;
        if (words.Length == 2 && (_be.Contains(words[0]) || _modals.Contains(words[0])) && (_subjects.Contains(last) || last is "there") && last is not "it")
            return true;
        if (last is "point" && IsNumber(before))
            return true;
        if (last is "can" or "will" or "could" && words[0] is "maybe" or "perhaps" or "so" or "then")
            return true;
        if (last is "think" or "believe" && words.Any(_negations.Contains))
            return true;
        if (_wantObject.Contains(last) && !IsAsked(words) && !words.Any(_negations.Contains))
            return !(last is "think" or "know" or "mean" or "said") || words.Length <= 3;
        if (last is "please")
            return before is "" or "you" or "could" or "can";
        if (last is "well" or "so" or "like" or "then")
            return words.Length == 1 || before is "and" or "but" or "would" or "i" || (last is "like" && !IsAsked(words)) || (last is "so" && before is "okay" or "ok" or "and");
        if (last is "that")
            return (words.Length > 2 && words[^3] is "told" or "tell" or "tells" && before is "me" or "you" or "him" or "her" or "us" or "them")
                || !IsQuestion(words) && before is "heard" or "noticed" or "realized" or "guess" or "think" or "said" or "says" or "believe" or "know" or "hope" or "sure" or "so" or "fact" or "one" or "thing" or "see" or "everything" or "something" or "mean";
        if (_subjects.Contains(last))
            return last is not ("it" or "you") ? !(_be.Contains(before) && IsQuestion(words))
                : _modals.Contains(before) && (last is "you" || (words.Length == 2 ? before is not ("do" or "did") : _questions.Contains(words[^3])));
        return _open.Contains(last) || (last is "who" or "which" && words.Length > 2) || (_modals.Contains(last) && !IsConfirmed(words) && last is not ("do" or "can" or "will" or "have"))
            || (last is "can" or "will" or "do" or "have" && before is "i" or "we" && words.Length == 2 && last is "have");
    }

    // Where the words that elsewhere want more stand at the end of their own.
    private static bool IsSaidBySelf(string[] words, string last, string before)
    {
        var start = words[0];
        if (words.Length > 1 && _be.Contains(last) && _subjects.Contains(before))
            return IsConfirmed(words) || words[..^2].Any(_questions.Contains);
        if (words.Length > 1 && _particles.Contains(last) && IsMoved(words, before))
            return true;
        if (last is "to" && (words.Any(_negations.Contains) || EndsWith(words, "would love to") || EndsWith(words, "i'd love to")))
            return true;
        if (last is "did" or "does" or "has" && words.Length == 2 && _subjects.Contains(before))
            return true;
        if (EndsWith(words, "what about you") || EndsWith(words, "how about you"))
            return true;
        // "where are you from", "what are you looking at", "who do you work for", "what is it like"; not "what is the capital of".
        if (_prepositions.Contains(last) && _questions.Contains(start) && start is not "how" && words.Length > 2 && before is not ("think" or "about") && !(last is "to" && before is "get" or "go" or "want" or "need" or "have" or "try"))
            return _subjects.Contains(before) || before.EndsWith("ing", StringComparison.Ordinal)
                || (words.Length > 3 && words.Any(static word => word is "do" or "does" or "did" or "can" or "should") && _subjects.Contains(words[^3]));
        if (last is "be" && before is "it" or "that")
            return true;
        if (last is "than" or "then" or "so" && before is "think" or "hope" or "say" or "guess" or "believe" or "suppose" or "that" or "not" || (before is "is" && last is "so" && words.Length < 3))
            return true;
        return last is "had" or "did" or "does" or "should" or "would" or "could" && IsConfirmed(words);
    }

    // "turn it on", "turn the lights off", "come in", "the lights are on", but not "turn on".
    private static bool IsMoved(string[] words, string before)
    {
        if (_movesItself.Contains(before) || _be.Contains(before) || before is "it's" or "what's")
            return true;
        if (before is "it" or "that" or "this" or "me" or "them" && words.Any(_be.Contains))
            return true;
        return words.Length > 2 && words[..^2].Any(_moves.Contains) && !_moves.Contains(before);
    }

    private static bool IsHalfClause(string[] words, ReadOnlySpan<char> clause)
    {
        if (!_halfClauses.Contains(words[0]) || clause.Contains(','))
            return false;
        // "when is the train", "as well", "if it rains take an umbrella"
        if (words.Length == 1)
            return words[0] is not ("when" or "before" or "after" or "once");
        if (_be.Contains(words[1]) || _modals.Contains(words[1]) || words[1] is "well" or "always" or "usual" or "for")
            return false;
        return words.Length <= 5;
    }

    // "set a timer for twenty", "my number is", "seven hundred and"
    private static bool IsHalfNumber(string[] words) =>
        words.Length > 2 && IsNumber(words[^1]) && words[..^1].Any(static word => word is "timer" or "countdown") && words[..^1].Any(static word => word is "for" or "of");

    private static bool IsNumber(string word) => char.IsDigit(word[0]) || word is "one" or "two" or "three" or "four" or "five" or "six" or "seven" or "eight" or "nine" or "ten"
        or "eleven" or "twelve" or "fifteen" or "twenty" or "thirty" or "forty" or "fifty" or "sixty" or "ninety" or "hundred";

    private static bool IsBe(string word) => _be.Contains(word) || word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("'re", StringComparison.Ordinal) || word is "i'm";

    private static bool IsQuestion(string[] words) => _questions.Contains(words[0]);

    private static bool IsAsked(string[] words) => words.Length > 2 && (IsQuestion(words) || words[0] is "whatever" or "all");

    private static bool IsConfirmed(string[] words) => words[0] is "yes" or "no" or "yeah" or "sure" or "nope" or "yep" or "of";

    private static bool EndsWith(string[] words, string phrase)
    {
        var ends = phrase.Split(' ');
        return words.Length >= ends.Length && words.AsSpan(words.Length - ends.Length).SequenceEqual(ends);
    }

    private static HashSet<string> Set(string words) =>
        new(words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
