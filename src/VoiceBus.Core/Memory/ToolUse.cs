namespace VoiceBus.Core.Memory;

/// <summary>A tool that ran in a turn, as a model is told of it in later turns.</summary>
/// <param name="Round">Calls of one round were asked for together; counted from 0.</param>
/// <param name="Tool">Its name.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
/// <param name="Result">What it answered, shortened to <see cref="MaxResult"/> characters.</param>
public sealed record ToolUse(int Round, string Tool, string Arguments, string Result)
{
    /// <summary>Characters of a result that are remembered.</summary>
    public const int MaxResult = 1000;

    /// <summary>Characters of arguments that are remembered; of longer ones none.</summary>
    public const int MaxArguments = 1000;

    /// <summary>Tools of one turn that are remembered, the first ones.</summary>
    public const int MaxPerTurn = 16;
}
