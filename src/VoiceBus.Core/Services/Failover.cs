using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Services;

/// <summary>
/// The providers of one service, asked in order until one answers. The list is replaced whole and live. Thread-safe.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
public sealed class Failover<T> : IServiceView
    where T : class
{
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly HedgeBudget? _hedges;
    private volatile ConfigurationLease<T> _use;

    /// <summary>Starts with the given providers.</summary>
    /// <param name="service">The service.</param>
    /// <param name="model">What it is made of at first.</param>
    /// <param name="time">The clock.</param>
    /// <param name="events">Notified when a second provider is asked as well.</param>
    public Failover(ServiceType service, ServiceConfiguration<T> model, TimeProvider time, IEventSink? events = null)
    {
        _events = events ?? NullEventSink.Instance;
        // An utterance is heard by one recogniser at a time, and a tool must not run twice.
        _hedges = service is ServiceType.Llm or ServiceType.Tts ? new HedgeBudget() : null;
        Service = service;
        _use = new ConfigurationLease<T>(model);
        _time = time;
    }

    /// <summary>The service.</summary>
    public ServiceType Service { get; }

    /// <summary>What new calls use.</summary>
    public ServiceConfiguration<T> Model => _use.Model;

    internal TimeProvider Time => _time;

    /// <summary>New calls use the new model, running ones finish with theirs.</summary>
    /// <returns>The model replaced, so that its entries can be disposed where the new one has no use for them.</returns>
    public ServiceConfiguration<T> Apply(ServiceConfiguration<T> model) => Replace(model).Model;

    /// <summary>New calls use the new model, running ones finish with theirs.</summary>
    /// <returns>The use of the model replaced: who takes entries out of use waits for its end before disposing them.</returns>
    public ConfigurationLease<T> Replace(ServiceConfiguration<T> model)
    {
        var replaced = Interlocked.Exchange(ref _use, new ConfigurationLease<T>(model));
        replaced.Leave();
        return replaced;
    }

    /// <inheritdoc/>
    public ServiceView GetView()
    {
        var model = Model;
        return new ServiceView(Service, model.Enabled, [.. model.Providers.Select(static entry => entry.GetView())])
        {
            SplitOver = model.Split?.Primaries ?? ServiceView.NoSplit,
        };
    }

    /// <summary>
    /// Asks provider after provider until one has answered, none again after it failed. What a provider has said
    /// before it failed is the work's to continue.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="work">What to do with a provider; with hedging on, it runs for two providers at the same time until one
    /// of them has replied.</param>
    /// <param name="cancellationToken">The caller leaves.</param>
    /// <returns>False when every provider said that it has no say.</returns>
    /// <exception cref="ProviderException">The last failure: no provider could answer, or one failed that had committed
    /// itself.</exception>
    /// <exception cref="CallFailedException">The service is switched off or has no provider.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<bool> RunAsync(ProviderCaller caller, ProviderWork<T> work, CancellationToken cancellationToken)
    {
        using var use = EnterModel();
        var model = use.Model;
        RequireProviders(model);
        var result = await new ProviderRun<T>(model, caller, work, _hedges, _time, _events, cancellationToken).RunAsync();
        return result.Answered || result.Failure is null ? result.Answered : throw result.Failure;
    }

    /// <summary>Asks one certain provider, through its breaker and pool like any call.</summary>
    /// <exception cref="ProviderException">It failed or was passed over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    internal async Task<bool> AskAsync(
        ProviderEntry<T> entry,
        ProviderCaller caller,
        ProviderWork<T> work,
        ServiceDeadlines deadlines,
        CancellationToken cancellationToken)
    {
        var model = Model with { Deadlines = deadlines };
        var result = await new ProviderRun<T>(model, caller, work, null, _time, _events, cancellationToken).AskAsync(entry);
        return result.Failure is null ? result.Answered : throw result.Failure;
    }

    private ConfigurationLease<T>.Entered EnterModel()
    {
        while (true)
            if (_use.TryEnter(out var entered))
                return entered;
    }

    private void RequireProviders(ServiceConfiguration<T> model)
    {
        if (!model.Enabled)
            throw new CallFailedException(Service, FailureKind.Disabled, $"The {Service} service is switched off.");
        if (model.Providers.Count == 0)
            throw new CallFailedException(Service, FailureKind.Unavailable, $"The {Service} service has no provider.");
    }
}
