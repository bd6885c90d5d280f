using System.Text;
using System.Text.RegularExpressions;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Counts aloud, up or down, at most to a hundred.</summary>
internal sealed partial class CountingSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var match = (question.IsChinese ? Chinese() : English()).Match(question.Numeric);
        if (!match.Success)
            return null;
        var down = match.Groups["down"].Success;
        var given = Number(match.Groups["from"]);
        var (from, to) = (given ?? (down ? 10 : 1), Number(match.Groups["to"]) ?? (down ? 1 : 10));
        return from > 100 || to > 100
            ? question.Say("😅 That would take too long. I count to a hundred at most.", "😅那太久了，我最多数到一百。")
            : Answer.Say(Count(from, to, question.IsChinese));
    }

    private static int? Number(Group group) => !group.Success ? null : int.TryParse(group.Value, out var number) ? number : int.MaxValue;

    // A stop after every five, so that it is spoken in short sentences.
    private static string Count(int from, int to, bool chinese)
    {
        var said = new StringBuilder();
        var step = from <= to ? 1 : -1;
        for (int i = 1, number = from; ; i++, number += step)
        {
            var word = chinese ? ChineseNumbers.InWords(number) : EnglishNumbers.InWords(number);
            var starts = (i - 1) % 5 == 0 && !chinese;
            said.Append(starts ? char.ToUpperInvariant(word[0]) + word[1..] : word);
            var ends = number == to || i % 5 == 0;
            said.Append(chinese ? (ends ? "。" : "，") : ends ? "." : ", ");
            if (number == to)
                return said.ToString();
            if (ends && !chinese)
                said.Append(' ');
        }
    }

    [GeneratedRegex(@"^(?:please |can you |could you |now )*count(?: (?<down>down|backwards?))?(?: from (?<from>\d+))?(?: (?:up )?to (?<to>\d+))?(?: for me| please)*$")]
    private static partial Regex English();

    [GeneratedRegex(@"^(?:请|帮我|你|能|可以|给我)*(?<down>倒)?(?:从(?<from>\d+))?(?:开始)?(?<down>倒)?数(?:数)?(?:到(?<to>\d+))?[吗吧]?$")]
    private static partial Regex Chinese();
}
