using Microsoft.Extensions.AI;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// A turn as a model is given it again, and what it costs: counted when that is first asked for, as most of an old dialogue is
/// never given again. Thread-safe.
/// </summary>
internal sealed class SaidTurn
{
    private readonly ContextBudget _budget;
    private int _tokens = -1;

    public SaidTurn(HistoryTurn turn, ContextBudget budget)
    {
        _budget = budget;
        Turn = turn;
        var messages = new List<ChatMessage>(2);
        if (!string.IsNullOrWhiteSpace(turn.UserText))
            messages.Add(new ChatMessage(ChatRole.User, turn.UserText));
        if (!string.IsNullOrWhiteSpace(turn.PlayedText))
            messages.Add(new ChatMessage(ChatRole.Assistant, turn.PlayedText));
        Messages = messages;
    }

    /// <summary>The turn.</summary>
    public HistoryTurn Turn { get; }

    /// <summary>Its messages; an empty text is none.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Tokens of its messages with what is put around them.</summary>
    public int Tokens
    {
        get
        {
            // Two threads may both count: the result is the same.
            if (Volatile.Read(ref _tokens) is not -1 and var counted)
                return counted;
            var tokens = Messages.Sum(message => _budget.Cost(message.Text));
            Volatile.Write(ref _tokens, tokens);
            return tokens;
        }
    }
}
