using System.Collections.Frozen;

namespace VoiceBus.Core.ReplyText;

/// <summary>
/// Judges marks by the words in their names: <c>think</c>, <c>begin_of_thought</c>, <c>START_THINKING</c> and
/// <c>inner_monologue</c> are one family. Pure.
/// </summary>
internal static class MarkWords
{
    // The one vocabulary that is a standard, and so may be listed: elements of HTML and SSML, whose text is language.
    private static readonly FrozenSet<string> _markup =
        """
        a abbr acronym address article aside audio b bdi bdo big blockquote body br button caption center cite code col colgroup data dd del
        details dfn div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label
        legend li link main map mark menu meta nav noscript object ol option p picture pre q rp rt ruby s samp script section select small
        source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
        video wbr speak voice prosody express-as effect domain silence backgroundaudio viseme emphasis break say-as phoneme lexicon lookup paragraph sentence w token lang desc metadata
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] _thought =
    [
        "think", "thought", "reason", "reflect", "monolog", "scratchpad", "ponder", "deliberat", "cogit", "analys", "analyz",
        "思考", "思维", "思維", "推理", "想法", "内心", "分析", "생각", "추론", "мысл", "размышл", "рассужд", "gedanke", "überleg", "pensée",
        "réflexion", "raisonnement", "pensamiento", "razonamiento",
    ];

    private static readonly string[] _feeling = ["emotion", "mood", "feeling", "expression", "表情", "情绪", "情感"];

    private static readonly FrozenSet<string> _tool =
        Words("tool tools toolcall toolcalls function functions func invoke plugin action python call calls 工具 工具调用");

    private static readonly FrozenSet<string> _results = Words("response responses result results output outputs observation");

    private static readonly FrozenSet<string> _answer =
        Words("answer response reply output final solution result say speech text content message box 回答 回复 答案");

    private static readonly FrozenSet<string> _speakers =
        Words("user human inst system developer assistant model bot ai tool ipython observation environment");

    private static readonly FrozenSet<string> _ends = Words("end eot eos eom eod stop return finish endoftext endofturn endoftask");

    private static readonly FrozenSet<string> _beginnings = Words("begin start beginning");

    /// <summary>What a mark means.</summary>
    public static MarkRole RoleOf(in ReplyMark mark)
    {
        if (!mark.IsToken && _markup.Contains(LocalName(mark.Name)))
            return mark.Attributes.StartsWith("type=", StringComparison.Ordinal) && IsThought(mark.Attributes) ? MarkRole.Thought : MarkRole.Markup;
        var name = mark.Name.ToLowerInvariant();
        if (IsThought(name))
            return MarkRole.Thought;
        if (_feeling.Any(name.Contains))
            return MarkRole.Markup;
        var words = WordsOf(name);
        if (mark.IsToken && RoleOfToken(mark, words) is not MarkRole.Unknown and var role)
            return role;
        if (words.Any(_tool.Contains))
            return words.Any(_results.Contains) ? MarkRole.ToolResult : MarkRole.ToolCall;
        if (words.Any(_answer.Contains))
            return MarkRole.Answer;
        return words is ["s"] or ["bos"] or ["eos"] ? MarkRole.End : MarkRole.Unknown;
    }

    /// <summary>Whether a mark ends what it is about: <c>&lt;/think&gt;</c>, <c>end_of_thought</c>.</summary>
    public static bool IsEnd(in ReplyMark mark) => mark.Closes || (mark.IsToken && WordsOf(mark.Name.ToLowerInvariant()).Any(_ends.Contains));

    /// <summary>The name without "begin", "end" and the like: the same for both ends of a pair.</summary>
    public static string Family(in ReplyMark mark) => string.Join(
        ' ', WordsOf(mark.Name.ToLowerInvariant()).Where(static word => !_ends.Contains(word) && !_beginnings.Contains(word) && word != "of"));

    /// <summary>Whether words are about thinking.</summary>
    public static bool IsThought(string text) =>
        text.Length > 0 && Array.Exists(_thought, stem => text.Contains(stem, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether somebody else than the model speaks.</summary>
    public static bool IsOther(string speaker) =>
        WordsOf(speaker.ToLowerInvariant()).FirstOrDefault() is { } word && _speakers.Contains(word) && word is not ("assistant" or "model" or "bot" or "ai");

    // A token that stands for who speaks has no other word in it; one that has "end" in it and nothing else to say ends a message.
    private static MarkRole RoleOfToken(in ReplyMark mark, string[] words)
    {
        if (words is ["channel"])
            return mark.Closes ? MarkRole.End : MarkRole.Channel;
        if (words is ["message"] || (words.Contains("header") && IsEnd(mark)))
            return MarkRole.Message;
        if (words is ["constrain"])
            return MarkRole.Unknown;
        if (words is ["inst"])
            return MarkRole.Speaker;
        if (words is ["call"])
            return MarkRole.End;
        if (words is [var only] && _speakers.Contains(only) && !(only == "tool" && mark.Closes))
            return MarkRole.Speaker;
        if (words.Any(_tool.Contains) || words.Any(_answer.Contains))
            return MarkRole.Unknown;
        if (words.Any(_ends.Contains))
            return MarkRole.End;
        return words.Any(_beginnings.Contains) && !words.Contains("of") && !words.Contains("sentence") ? MarkRole.Start : MarkRole.Unknown;
    }

    private static string LocalName(string name) => name[(name.LastIndexOf(':') + 1)..];

    private static string[] WordsOf(string name) => name.Split(['_', '-', ':', '.', ' ', '▁'], StringSplitOptions.RemoveEmptyEntries);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
