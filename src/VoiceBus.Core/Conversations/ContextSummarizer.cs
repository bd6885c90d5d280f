using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Has turns summarised that left a session's context, a few at a time and one request at a time, beside the conversation.
/// Owned by the session's loop; the request's task only posts its outcome.
/// </summary>
internal sealed class ContextSummarizer(
    ISummarizer summarizer, string sessionId, IEventSink events, TimeProvider time, Action<EvictedTurns> post) : IDisposable
{
    private const int Batch = 4;

    // Longer than the model's own deadline (60 s), whose failure says more.
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _over = new();
    private readonly ExceptionGuard _guard = new(events, "summary", sessionId);

    /// <summary>Completes when no request runs; never faults.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Asks for a summary of what left the dialogue, if there is enough of it and nobody is at it.</summary>
    public void Consider(Dialogue dialogue)
    {
        if (!summarizer.IsActive)
        {
            dialogue.Compact(dialogue.EvictedTurns.Count, summary: null);
            return;
        }

        if (dialogue.EvictedTurns.Count < Batch || !Ended.IsCompleted || _over.IsCancellationRequested)
            return;
        HistoryTurn[] leaving = [.. dialogue.EvictedTurns];
        var before = dialogue.Summary;
        Ended = BackgroundTask.Run(() => SummarizeAsync(before, leaving), _guard);
    }

    /// <summary>Gives up the request that runs.</summary>
    public void Cancel() => _ = _over.CancelGuardedAsync(_guard);

    public void Dispose() => _over.Dispose();

    private async Task SummarizeAsync(string? before, HistoryTurn[] leaving)
    {
        var from = time.GetTimestamp();
        using var deadline = new DeadlineSource(_deadline, time, _guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _over.Token);
        string? summary = null;
        try
        {
            summary = await summarizer.SummarizeAsync(sessionId, before, leaving, either.Token);
            events.Emit(new HistorySummarized(sessionId, leaving.Length, time.GetElapsedTime(from)));
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            return; // The session is over; the next one asks again.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            events.Emit(new HistoryNotSummarized(sessionId, leaving.Length, failure.Message));
        }

        post(new EvictedTurns(leaving, summary));
    }
}

/// <summary>Turns that left the context were dealt with.</summary>
/// <param name="Turns">Which.</param>
/// <param name="Summary">What is left of them and those before, or null.</param>
internal sealed record EvictedTurns(IReadOnlyList<HistoryTurn> Turns, string? Summary);
