using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Tells a story long enough to be interrupted.</summary>
internal sealed partial class StorySkill : ISkill
{
    private const string English =
        "😊 Once there was a small lighthouse that was afraid of the dark. "
        + "Every evening it lit its lamp, not for the ships, but to see that nothing was there. "
        + "One night a fishing boat lost its way in a heavy storm. "
        + "The captain saw a thin, trembling light and turned towards it. "
        + "In the morning she climbed up all the stairs to say thank you. "
        + "\"I was only scared,\" said the lighthouse quietly. "
        + "\"So was I,\" the captain answered, \"and that is how we found each other.\" "
        + "Since then the lighthouse has loved the dark, because somebody might be in it.";

    private const string Chinese =
        "😊从前有一座怕黑的小灯塔。"
        + "每天傍晚它都点亮灯，不是为了船，而是想看清楚周围什么也没有。"
        + "有一天夜里，一条渔船在暴风雨中迷了路。"
        + "船长看见一点微弱的、颤抖的光，就朝着它开了过去。"
        + "第二天早上，她爬上高高的楼梯来道谢。"
        + "灯塔小声说，我只是害怕。"
        + "船长回答，我也是，所以我们才找到了彼此。"
        + "从那以后，灯塔喜欢上了黑夜，因为黑夜里也许有人在等它。";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question) =>
        Asks().IsMatch(question.Plain) ? question.Say(English, Chinese) : null;

    [GeneratedRegex(@"\b(?:tell|read|know|want|hear|say|give)\b.*\b(?:story|tale)\b|^(?:a )?story(?: please)?$|(?:讲|说|听|来).{0,4}故事")]
    private static partial Regex Asks();
}
