using Microsoft.Extensions.AI;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// A turn as a model is given it again, and what it costs: counted when that is first asked for, as most of an old dialogue is
/// never given again. Thread-safe.
/// </summary>
internal sealed class SaidTurn(HistoryTurn turn, ContextBudget budget)
{
    private int _tokens = -1;

    /// <summary>The turn.</summary>
    public HistoryTurn Turn => turn;

    /// <summary>Whether the user said something in it.</summary>
    public bool IsAsked => !string.IsNullOrWhiteSpace(turn.UserText);

    /// <summary>Whether anything of it was heard.</summary>
    public bool IsAnswered => !string.IsNullOrWhiteSpace(turn.PlayedText);

    /// <summary>Messages it becomes; an empty text is none, and neighbours may be joined later.</summary>
    public int Messages => (IsAsked ? 1 : 0) + (IsAnswered || turn.Tools.Count > 0 ? 1 : 0) + (turn.Tools.Count == 0 ? 0 : 2 * (1 + turn.Tools[^1].Round));

    /// <summary>Tokens of its messages with what is put around them.</summary>
    public int Tokens
    {
        get
        {
            // Two threads may both count: the result is the same.
            if (Volatile.Read(ref _tokens) is not -1 and var counted)
                return counted;
            var tokens = (IsAsked ? budget.Cost(turn.UserText) : 0) + (IsAnswered ? budget.Cost(turn.PlayedText) : 0);
            if (IsAsked && !IsAnswered)
                tokens += budget.Cost(DialogueNotes.Unanswered(turn));
            if (turn.Tools.Count > 0)
                tokens += budget.Cost(DialogueNotes.Wordless);
            foreach (var use in turn.Tools)
                tokens += budget.Cost(use.Tool) + budget.Cost(use.Arguments) + budget.Cost(use.Result);
            Volatile.Write(ref _tokens, tokens);
            return tokens;
        }
    }
}
