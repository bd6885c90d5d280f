namespace VoiceBus.Core.Memory;

/// <summary>How much of what was said a model is given again.</summary>
/// <param name="MaxMessages">Messages of history.</param>
/// <param name="MaxTokens">Tokens of system prompt, history and the user's words together.</param>
/// <param name="Tokens">Counts them.</param>
public sealed record ContextBudget(int MaxMessages, int MaxTokens, ITokenCounter Tokens)
{
    // What chat templates put around each message, about.
    private const int Frame = 4;

    /// <summary>Tokens a message costs with what is put around it.</summary>
    public int Cost(string text) => Tokens.Count(text) + Frame;
}
