using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Learns the speaker's name and finds it again in what was said.</summary>
internal sealed partial class NameSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (Asks().IsMatch(question.Plain))
        {
            return Known(question) is { } known
                ? question.Say($"😊 Your name is {known}.", $"😊你叫{known}。")
                : question.Say("🤔 You have not told me your name yet.", "🤔你还没有告诉我你的名字。");
        }

        return Told(question.Text) is { } name
            ? question.Say($"😊 Nice to meet you, {name}!", $"😊很高兴认识你，{name}！")
            : null;
    }

    private static string? Known(Question question) => question.History
        .Where(static message => message.Role == ChatRole.User)
        .Select(static message => Told(message.Text))
        .LastOrDefault(static name => name is not null);

    private static string? Told(string text)
    {
        if (Asks().IsMatch(Words.Plain(text, Words.IsChinese(text))))
            return null;
        var match = English().Match(text);
        if (match.Success)
            return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(match.Groups[1].Value);
        match = Chinese().Match(text);
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\b(?:what is my name|who am i|(?:do you|can you) (?:know|remember|tell me) my name|remember my name)\b|我叫什么|我的名字(?:是|叫)?什么|我是谁|记得我的名字|知道我的名字")]
    private static partial Regex Asks();

    [GeneratedRegex(@"(?i:\b(?:my name is|my name's|call me|i am called|i'm called))\s+(?!(?i:when|later|back|if|at|in)\b)(\p{L}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)?)")]
    private static partial Regex English();

    [GeneratedRegex(@"(?:我叫做?|我的名字[是叫]|叫我)\s*([\p{L}]{1,12}?)(?=[，。！？,.!?\s吧]|$)")]
    private static partial Regex Chinese();
}
