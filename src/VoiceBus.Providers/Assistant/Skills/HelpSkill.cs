using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Says what the assistant is and can do.</summary>
internal sealed partial class HelpSkill : ISkill
{
    /// <summary>What can be done, for this answer and the fallback's.</summary>
    public const string Abilities = "tell the time and date, do sums, convert units, set timers and reminders, remember your name, count, and tell a story";

    /// <summary>The same in Chinese.</summary>
    public const string AbilitiesChinese = "报时间和日期、做算术、换算单位、设计时器和提醒、记住你的名字、数数，还会讲故事";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question) => Asks().IsMatch(question.Plain)
        ? question.Say($"😊 I am the built-in assistant. I can {Abilities}.", $"😊我是内置助手。我可以{AbilitiesChinese}。")
        : null;

    [GeneratedRegex(@"\bwhat (?:can|could|do) you do\b|\bwhat (?:else )?can i (?:ask|say)\b|\bhelp(?: me)?$|\bwho are you\b|\bwhat is your name\b|\bwhat are you\b|\byour (?:skills|abilities)\b|你(?:都|还)?(?:会|能|可以)(?:做)?(?:些)?什么|你是谁|你叫什么|帮助|介绍.{0,3}自己|有什么功能")]
    private static partial Regex Asks();
}
