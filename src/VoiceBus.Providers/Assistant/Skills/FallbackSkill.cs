namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Says honestly what was heard and that nothing is known about it.</summary>
internal sealed class FallbackSkill : ISkill
{
    private const int MaxHeard = 80;

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var heard = question.Text.Trim().TrimEnd('.', '?', '!', '。', '？', '！');
        if (heard.Length > MaxHeard)
            heard = heard[..(char.IsHighSurrogate(heard[MaxHeard - 1]) ? MaxHeard - 1 : MaxHeard)] + "…";
        return question.Say(
            $"😕 I heard: {heard}. I do not know about that. Ask me what I can do.",
            $"😕我听到的是：{heard}。这个我不会。你可以问我会做什么。");
    }
}
