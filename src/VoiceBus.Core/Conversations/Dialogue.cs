using Microsoft.Extensions.AI;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What was said with a device and still belongs to the conversation: the user's words and what was really played. Written at
/// one place, by the session's loop; <see cref="Ask"/> may be called from any thread.
/// </summary>
public sealed class Dialogue(ContextBudget budget)
{
    private const int MaxEvicted = 200;

    private readonly Queue<HistoryTurn> _evicted = new();
    private volatile Said _said = new([], null);

    /// <summary>What was said, oldest first, without the system prompt.</summary>
    public IReadOnlyList<ChatMessage> History => Write(_said.Lines, 0).Finish(userText: null);

    /// <summary>What is left of older turns, or null.</summary>
    public string? Summary => _said.Summary;

    /// <summary>Turns that no longer fit and are not summarised yet, oldest first.</summary>
    public IReadOnlyCollection<HistoryTurn> EvictedTurns => _evicted;

    /// <summary>
    /// System prompt, as much of what was said as fits, the newest first to stay, and the user's new words: what the model is
    /// asked with, in the order the strictest chat template takes (<see cref="DialogueMessages"/>).
    /// </summary>
    public IReadOnlyList<ChatMessage> Ask(Persona persona, string userText)
    {
        var said = _said;
        var prompt = said.Summary is { Length: > 0 } summary ? $"{persona.Prompt}\n\nWhat was said earlier, in short: {summary}" : persona.Prompt;
        var room = budget.MaxTokens - budget.Cost(prompt) - budget.Cost(userText);
        var from = Fitting(said.Lines, room);
        var written = Write(said.Lines, from);
        // The words before what was said unasked and now stands first cost something too.
        while (written.SaidFirst.Length > 0 && said.Lines.Skip(from).Sum(static line => line.Tokens) + budget.Cost(DialogueNotes.SaidFirst) > room)
            written = Write(said.Lines, ++from);
        if (written.SaidFirst.Length > 0)
            prompt = $"{prompt}\n\n{DialogueNotes.SaidFirst}{written.SaidFirst}";
        return [new(ChatRole.System, prompt), .. written.Finish(userText)];
    }

    /// <summary>Goes on from what is remembered.</summary>
    public void Recall(RecalledContext remembered) => Recall(remembered, [.. remembered.Turns.Select(Line)]);

    /// <summary>The same with the turns measured already (<see cref="Measure"/>).</summary>
    internal void Recall(RecalledContext remembered, IReadOnlyList<SaidTurn> turns)
    {
        foreach (var turn in remembered.Faded)
            Leave(turn);
        Replace([.. turns, .. _said.Lines], remembered.Summary?.Text);
    }

    /// <summary>
    /// Counts what remembered turns cost, the newest first and no more of them than fit: work for a thread of its own, as a context
    /// may be large. Thread-safe. Cancelled it leaves the rest uncounted.
    /// </summary>
    internal IReadOnlyList<SaidTurn> Measure(IReadOnlyList<HistoryTurn> turns, CancellationToken cancellationToken)
    {
        SaidTurn[] measured = [.. turns.Select(Line)];
        var tokens = budget.MaxTokens;
        for (var at = measured.Length - 1; at >= 0 && tokens >= 0 && !cancellationToken.IsCancellationRequested; at--)
            tokens -= measured[at].Tokens;
        return measured;
    }

    /// <summary>Adds a turn; an empty text is left out.</summary>
    public void Commit(HistoryTurn turn) => Replace([.. _said.Lines, Line(turn)], _said.Summary);

    /// <summary>The oldest leaving turns have become a summary, or nothing at all when that is null.</summary>
    public void Compact(int turns, string? summary)
    {
        for (; turns > 0 && _evicted.Count > 0; turns--)
            _evicted.Dequeue();
        _said = _said with { Summary = summary ?? _said.Summary };
    }

    /// <summary>Forgets everything that was said.</summary>
    public void Forget()
    {
        _evicted.Clear();
        _said = new Said([], null);
    }

    private void Replace(List<SaidTurn> lines, string? summary)
    {
        var from = Fitting(lines, budget.MaxTokens);
        foreach (var line in lines.Take(from))
            Leave(line.Turn);
        _said = new Said(lines[from..], summary);
    }

    private static DialogueMessages Write(List<SaidTurn> lines, int from)
    {
        var messages = new DialogueMessages();
        foreach (var line in lines[from..])
            messages.Add(line);
        return messages;
    }

    private int Fitting(List<SaidTurn> lines, int tokens)
    {
        var messages = 0;
        var from = lines.Count;
        while (from > 0)
        {
            // What no longer fits is not counted either.
            messages += lines[from - 1].Messages;
            if (messages > budget.MaxMessages || (tokens -= lines[from - 1].Tokens) < 0)
                break;
            from--;
        }

        return from;
    }

    private void Leave(HistoryTurn turn)
    {
        if (_evicted.Count == MaxEvicted)
            _evicted.Dequeue();
        _evicted.Enqueue(turn);
    }

    private SaidTurn Line(HistoryTurn turn) => new(turn, budget);

    private sealed record Said(List<SaidTurn> Lines, string? Summary);
}
