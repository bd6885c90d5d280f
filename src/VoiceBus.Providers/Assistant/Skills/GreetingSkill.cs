using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Greets, and opens a dialogue in which nothing was asked yet.</summary>
internal sealed partial class GreetingSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (HowAreYou().IsMatch(question.Plain))
            return question.Say("😊 I am fine, thank you. What can I do for you?", "😊我很好，谢谢。我能帮你什么？");
        return question.Plain.Length == 0 || Greets().IsMatch(question.Plain)
            ? question.Say("😊 Hello! How can I help you?", "😊你好！我能帮你什么？")
            : null;
    }

    [GeneratedRegex(@"\bhow (?:are you|do you do|is it going)\b|你好吗|最近怎么样|你怎么样")]
    private static partial Regex HowAreYou();

    [GeneratedRegex(@"^(?:hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day))\b(?: \w+){0,3}$|^(?:你好|您好|嗨|哈喽|早上好|上午好|中午好|下午好|晚上好|早安|喂).{0,6}$")]
    private static partial Regex Greets();
}
