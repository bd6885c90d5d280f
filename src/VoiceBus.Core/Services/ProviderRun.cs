using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Services;

/// <summary>One call on its way through the providers: in order, two at a time where the first is late. None is asked again after it
/// failed.</summary>
internal sealed class ProviderRun<T>(
    ServiceConfiguration<T> model,
    ProviderCaller caller,
    ProviderWork<T> work,
    HedgeBudget? hedges,
    TimeProvider time,
    IEventSink events,
    CancellationToken callerCancelled)
    where T : class
{
    private readonly CallClock _clock = new(time, model.Deadlines.Whole, caller.OpenedAt);
    private readonly List<ProviderEntry<T>> _left = [.. model.OrderFor(caller.SessionId, caller.Preferred)];

    /// <summary>Asks until one has answered.</summary>
    public async Task<AttemptResult> RunAsync()
    {
        var result = default(AttemptResult);
        while (_left.Count > 0 && !result.Answered)
        {
            if (result.Failure is not null && _clock.Left <= TimeSpan.Zero)
                break;
            var came = await AskNextAsync();
            result = came.Answered ? came : result.Or(came);
        }
        return result;
    }

    /// <summary>Asks one provider.</summary>
    public Task<AttemptResult> AskAsync(ProviderEntry<T> entry) => AskAsync(entry, NewAttempt(entry, null));

    private Task<AttemptResult> AskNextAsync()
    {
        var entry = TakeNext();
        var options = model.Hedge;
        if (hedges is null || !options.Enabled || _left.Count == 0)
            return AskAsync(entry);
        hedges.Earn(options.MaxExtraLoad);
        if (entry.FirstReplyWithin(options.Percentile) is not { } usual)
            return AskAsync(entry);
        return RaceAsync(entry, usual > options.MinDelay ? usual : options.MinDelay);
    }

    private async Task<AttemptResult> RaceAsync(ProviderEntry<T> primary, TimeSpan delay)
    {
        var race = new FirstReply();
        var first = NewAttempt(primary, race);
        var leading = AskAsync(primary, first);
        if (!await IsLateAsync(leading, race, delay) || !hedges!.TrySpend())
            return await leading;

        var spare = TakeNext();
        events.Emit(new HedgeStarted(
            first.ServiceName, caller.SessionId, caller.TurnId, caller.CallId, primary.Name, spare.Name, delay.TotalMilliseconds));
        var second = NewAttempt(spare, race);
        var trailing = AskAsync(spare, second);
        await UntilSettledAsync(race, (leading, first), (trailing, second));
        if (race.Winner is not { } winner)
            return Both(await Task.WhenAll(leading, trailing));
        if (winner == second)
            events.Emit(new HedgeWon(
                first.ServiceName, caller.SessionId, caller.TurnId, caller.CallId, primary.Name, spare.Name));
        var (won, lost, loser, unused) =
            winner == first ? (leading, trailing, second, spare) : (trailing, leading, first, primary);
        loser.CancelAsHedgeLoser();
        // Late is not broken: should the winner fail, the loser is next.
        _left.Insert(0, unused);
        // It has the grace to unwind, at most, and tells its own end; nobody waits for it.
        _ = ObserveAsync(lost);
        return await won;
    }

    private async Task<bool> IsLateAsync(Task<AttemptResult> leading, FirstReply race, TimeSpan delay)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(callerCancelled);
        var late = Task.Delay(delay, time, inTime.Token);
        await Task.WhenAny(leading, race.Settled, late);
        await inTime.CancelAsync();
        return late.IsCompletedSuccessfully && !leading.IsCompleted && race.Winner is null;
    }

    /// <summary>Until one has replied or is through without having had to, or both have failed.</summary>
    private static async Task UntilSettledAsync(FirstReply race, params (Task<AttemptResult> Task, ProviderAttempt Attempt)[] racing)
    {
        var running = racing.ToList();
        while (running.Count > 0 && race.Winner is null)
        {
            var done = await Task.WhenAny([race.Settled, .. running.Select(static one => one.Task)]);
            if (running.FindIndex(one => one.Task == done) is var at and >= 0)
            {
                if (done is Task<AttemptResult> { IsCompletedSuccessfully: true, Result.Answered: true })
                    race.TryWin(running[at].Attempt);
                running.RemoveAt(at);
            }
        }
    }

    private ProviderEntry<T> TakeNext()
    {
        var entry = _left[0];
        _left.RemoveAt(0);
        return entry;
    }

    private static AttemptResult Both(AttemptResult[] results) => results[0].Or(results[1]);

    private static async Task ObserveAsync(Task lost) =>
        await lost.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<AttemptResult> AskAsync(ProviderEntry<T> entry, ProviderAttempt attempt)
    {
        using var ending = attempt;
        try
        {
            return new AttemptResult(await entry.RunAsync(attempt, work));
        }
        catch (ProviderException) when (attempt.IsComplete)
        {
            return new AttemptResult(Answered: true);
        }
        catch (ProviderException failure) when (!attempt.IsNonRetryable && ProviderFailure.MayTryNext(failure))
        {
            return new AttemptResult(false, failure, attempt.IsSkipped);
        }
    }

    private ProviderAttempt NewAttempt(ProviderEntry<T> entry, FirstReply? race) =>
        new(entry.Service, entry.Name, caller, model.Deadlines, _clock, race, time, events, callerCancelled);
}
