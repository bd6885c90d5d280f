using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Says the last reply again.</summary>
internal sealed partial class RepeatSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (!(question.IsChinese ? Chinese() : English()).IsMatch(question.Plain))
            return null;
        return question.LastReply.Length > 0
            ? Answer.Say(question.LastReply)
            : question.Say("🤔 I have not said anything yet.", "🤔我还没有说过话呢。");
    }

    [GeneratedRegex(@"^(?:sorry |excuse me |please |can you |could you )*(?:(?:say|repeat) (?:that|it)(?: again)?|say again|repeat|once again|come again|pardon(?: me)?|what did you (?:just )?say)(?: please| once more)?$")]
    private static partial Regex English();

    [GeneratedRegex("^(?:请|麻烦|你|能|可以)*(?:再说1?一?遍|再说1?一?次|重复1?一?[遍下]?|你?刚才说什么|你说什么|没听清楚?|我没听清楚?)[了吗吧呢]*$")]
    private static partial Regex Chinese();
}
