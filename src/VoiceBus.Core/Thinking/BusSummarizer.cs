using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Thinking;

/// <summary>Has what leaves a context summarised by the llm service. Thread-safe.</summary>
public sealed class BusSummarizer(IEventBus bus) : ISummarizer
{
    private const int MaxLength = 2000;

    /// <summary>Characters of the conversation that is summarised at once; of more, the newest.</summary>
    private const int MaxConversation = 32_000;

    private const string Prompt =
        "You keep the memory of a voice assistant. Rewrite the summary so far together with the conversation that follows it into " +
        "one summary of at most 120 words, in the language of the user: facts about the user, wishes, decisions, open questions. " +
        "Leave out small talk. Answer with the summary alone.";

    /// <inheritdoc/>
    public bool IsActive => true;

    /// <inheritdoc/>
    /// <exception cref="CallFailedException">The model failed.</exception>
    public async ValueTask<string?> SummarizeAsync(
        string sessionId, string? before, IReadOnlyList<HistoryTurn> leaving, CancellationToken cancellationToken)
    {
        using var model = new BusChatClient(bus, new CallContext(sessionId, ""));
        ChatMessage[] messages = [new(ChatRole.System, Prompt), new(ChatRole.User, Describe(before, leaving))];
        var answer = (await model.GetResponseAsync(messages, options: null, cancellationToken)).Text.Trim();
        return answer.Length == 0 ? null : answer.Length <= MaxLength ? answer : answer[..MaxLength];
    }

    private static string Describe(string? before, IReadOnlyList<HistoryTurn> leaving)
    {
        var text = new StringBuilder();
        foreach (var turn in leaving)
        {
            if (turn.UserText.Length > 0)
                text.Append("User: ").Append(turn.UserText).Append('\n');
            foreach (var use in turn.Tools)
                text.Append("Tool ").Append(use.Tool).Append(' ').Append(use.Arguments).Append(": ").Append(use.Result).Append('\n');
            if (turn.PlayedText.Length > 0)
                text.Append("Assistant: ").Append(turn.PlayedText).Append('\n');
        }

        if (text.Length > MaxConversation)
            text.Remove(0, text.Length - MaxConversation);
        return $"Summary so far: {(string.IsNullOrWhiteSpace(before) ? "none" : before)}\n\nConversation:\n{text}";
    }
}
