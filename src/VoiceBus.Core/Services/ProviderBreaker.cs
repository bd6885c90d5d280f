using Polly;
using Polly.CircuitBreaker;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Services;

/// <summary>Polly's circuit breaker with the rules of providers: which outcomes count, and that a trial needs a real success.</summary>
internal sealed class ProviderBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;
    private bool _isBroken;

    public ProviderBreaker(string service, string provider, BreakerOptions options, TimeProvider time, IEventSink events)
    {
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumCalls,
                SamplingDuration = options.Sampling,
                BreakDuration = options.Break,
                StateProvider = _state,
                ShouldHandle = args => ValueTask.FromResult(IsHandled(args.Outcome.Exception)),
                OnOpened = args => Tell(events, new CircuitOpened(service, provider, args.BreakDuration.TotalSeconds)
                {
                    Again = Interlocked.Exchange(ref _isBroken, true),
                }),
                OnHalfOpened = _ => Tell(events, new CircuitHalfOpened(service, provider)),
                OnClosed = _ =>
                {
                    Volatile.Write(ref _isBroken, false);
                    return Tell(events, new CircuitClosed(service, provider));
                },
            })
            .Build();
    }

    public CircuitStatus State => _state.CircuitState switch
    {
        CircuitState.Closed => CircuitStatus.Closed,
        CircuitState.HalfOpen => CircuitStatus.HalfOpen,
        _ => CircuitStatus.Open,
    };

    /// <summary>Runs an attempt unless the circuit is open, and books what it tells about the provider.</summary>
    /// <returns>False when the provider had no say, which tells nothing.</returns>
    /// <exception cref="BrokenCircuitException">The circuit is open.</exception>
    public async Task<bool> RunAsync(Func<Task<bool>> attempt)
    {
        // Polly takes every outcome that is no failure for a success: one without a say must not come to it. On trial it may.
        if (_state.CircuitState != CircuitState.Closed)
            return await _pipeline.ExecuteAsync(static async (run, _) => await run(), attempt, CancellationToken.None);
        try
        {
            var answered = await attempt();
            if (answered)
                await BookAsync(Outcome.FromResult(true));
            return answered;
        }
        catch (Exception error)
        {
            await BookAsync(Outcome.FromException<bool>(error));
            throw;
        }
    }

    private async Task BookAsync(Outcome<bool> outcome)
    {
        // One that began before the circuit opened is no trial.
        if (_state.CircuitState != CircuitState.Closed)
            return;
        var context = ResilienceContextPool.Shared.Get();
        await _pipeline.ExecuteOutcomeAsync(static (_, ended) => ValueTask.FromResult(ended), context, outcome);
        ResilienceContextPool.Shared.Return(context);
    }

    // An outcome without verdict (caller left, pool full) must not close a circuit on trial.
    private bool IsHandled(Exception? error) => error switch
    {
        null => false,
        ProviderException failure when ProviderFailure.IsFault(failure) => true,
        ProviderException { Kind: FailureKind.BadRequest } => false,
        _ => _state.CircuitState == CircuitState.HalfOpen,
    };

    private static ValueTask Tell(IEventSink events, DiagnosticEvent @event)
    {
        events.Emit(@event);
        return ValueTask.CompletedTask;
    }
}
