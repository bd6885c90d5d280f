namespace VoiceBus.Providers.Assistant;

/// <summary>One thing the built-in assistant can do. Stateless and thread-safe.</summary>
internal interface ISkill
{
    /// <summary>Answers a question that is for this skill.</summary>
    /// <returns>The answer, or null when the question is for another.</returns>
    Answer? TryAnswer(Question question);
}

/// <summary>A skill that asks tools and understands what they answer.</summary>
internal interface IToolSkill : ISkill
{
    /// <summary>Goes on after a tool this skill may have asked has answered.</summary>
    /// <returns>What to say or which tool to ask next, or null when the tool is not one of this skill's.</returns>
    Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes);
}
