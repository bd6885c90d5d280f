using System.Text.RegularExpressions;

namespace VoiceBus.Core.ReplyText;

/// <summary>A word with a colon that some models begin a reply with, instead of a mark: who speaks, that a thought follows, a feeling.</summary>
internal static partial class ReplyLabel
{
    private const int Longest = 24;

    private static readonly string[] _speakers = ["assistant", "ai", "bot", "ai assistant", "助手", "助理"];
    private static readonly string[] _thoughts =
    [
        "thinking", "thinking process", "thought", "thoughts", "thought process", "reasoning", "inner thoughts", "思考", "思考过程", "推理过程", "内心", "内心独白",
    ];

    private static readonly string[] _feelings = ["emotion", "mood", "feeling", "expression", "表情", "情绪", "情感", "心情"];

    /// <summary>Reads the label a text begins with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ended">Whether nothing follows it.</param>
    /// <param name="role">What the label says of what follows it.</param>
    /// <returns>Its length with the colon; 0 when there is none, <see cref="ReplyMark.Incomplete"/> when that depends on what follows.</returns>
    public static int Read(ReadOnlySpan<char> text, bool ended, out MarkRole role)
    {
        role = MarkRole.Unknown;
        var from = 0;
        while (from < text.Length && text[from] is '*' or '#' or '_' or ' ')
            from++;
        var end = from;
        while (end < text.Length && end - from <= Longest && (char.IsLetter(text[end]) || text[end] == ' '))
            end++;
        var name = text[from..end].ToString().ToLowerInvariant();
        if (end == text.Length)
            return !ended && from < 6 && MayBecome(name) ? ReplyMark.Incomplete : 0;
        var isBold = text[end] is '*' or '_';
        while (end < text.Length && text[end] is '*' or '_')
            end++;
        role = RoleOf(name.Trim());
        if (role == MarkRole.Unknown || (isBold && from == 0))
            return 0;
        if (end == text.Length)
            return ended ? 0 : ReplyMark.Incomplete;
        if (text[end] is not (':' or '：'))
            return 0;
        // "**Thinking:**" closes behind the colon.
        end++;
        while (from > 0 && end < text.Length && text[end] is '*' or '_')
            end++;
        return end == text.Length && !ended ? ReplyMark.Incomplete : end;
    }

    /// <summary>How much of a text is a thought that a label began, with the label of the answer; 0 when its end is not there.</summary>
    public static int ThoughtLength(ReadOnlySpan<char> text)
    {
        foreach (var match in Answer().EnumerateMatches(text))
            return match.Index + match.Length;
        return 0;
    }

    private static MarkRole RoleOf(string name) =>
        _speakers.Contains(name) ? MarkRole.Speaker : _thoughts.Contains(name) ? MarkRole.Thought : _feelings.Contains(name) ? MarkRole.Markup : MarkRole.Unknown;

    private static bool MayBecome(string name) =>
        Array.Exists(_speakers, label => label.StartsWith(name, StringComparison.Ordinal)) || Array.Exists(_thoughts, label => label.StartsWith(name, StringComparison.Ordinal))
        || Array.Exists(_feelings, label => label.StartsWith(name, StringComparison.Ordinal));

    // The label of the answer, or an empty line with more behind it.
    [GeneratedRegex(@"\n[*#_ ]*(?:(?:final )?(?:answer|response|reply)|最终回答|最终答案|回答|回复|答案)[*_]*[:：][*_]*|\n[ \t]*\n\s*(?=\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
