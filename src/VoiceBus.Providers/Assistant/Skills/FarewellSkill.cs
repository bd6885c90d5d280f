using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Answers thanks and goodbyes; after a goodbye it hangs up, by the tool <c>end_conversation {}</c> where there is one.</summary>
internal sealed partial class FarewellSkill : IToolSkill
{
    private const string End = "end_conversation";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (Goodbye().IsMatch(question.Plain))
            return question.HasTool(End) ? Answer.Ask(End) : SayGoodbye(question);
        return Thanks().IsMatch(question.Plain) ? question.Say("😊 You are welcome!", "😊不客气！") : null;
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes) =>
        outcomes[0].Call.Name == End ? SayGoodbye(question) : null;

    private static Answer SayGoodbye(Question question) => question.Say("👋 Goodbye, take care!", "👋再见，保重！");

    [GeneratedRegex(@"^(?:ok |okay |well |thanks |thank you |and )*(?:goodbye|good bye|bye(?: bye)?|see you(?: later| soon| tomorrow)?|good night)\b|再见|拜拜|晚安|回头见")]
    private static partial Regex Goodbye();

    [GeneratedRegex(@"^(?:ok |okay |great |good |no |well |many )*(?:thanks|thank you)\b|谢谢|多谢|感谢")]
    private static partial Regex Thanks();
}
