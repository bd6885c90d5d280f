using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Answers thanks and goodbyes.</summary>
internal sealed partial class FarewellSkill : ISkill
{
    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (Goodbye().IsMatch(question.Plain))
            return question.Say("👋 Goodbye, take care!", "👋再见，保重！");
        return Thanks().IsMatch(question.Plain) ? question.Say("😊 You are welcome!", "😊不客气！") : null;
    }

    [GeneratedRegex(@"^(?:ok |okay |well |thanks |thank you |and )*(?:goodbye|good bye|bye(?: bye)?|see you(?: later| soon| tomorrow)?|good night)\b|再见|拜拜|晚安|回头见")]
    private static partial Regex Goodbye();

    [GeneratedRegex(@"^(?:ok |okay |great |good |no |well |many )*(?:thanks|thank you)\b|谢谢|多谢|感谢")]
    private static partial Regex Thanks();
}
