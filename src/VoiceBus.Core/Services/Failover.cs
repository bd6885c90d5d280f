using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>
/// The providers of one service, asked in order until one answers. The list is replaced whole and live. Thread-safe.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
public sealed class Failover<T> : IServiceView
    where T : class
{
    private readonly TimeProvider _time;
    private volatile ModelUse<T> _use;

    /// <summary>Starts with the given providers.</summary>
    public Failover(ServiceType service, ServiceModel<T> model, TimeProvider time)
    {
        Service = service;
        _use = new ModelUse<T>(model);
        _time = time;
    }

    /// <summary>The service.</summary>
    public ServiceType Service { get; }

    /// <summary>What new calls use.</summary>
    public ServiceModel<T> Model => _use.Model;

    internal TimeProvider Time => _time;

    /// <summary>New calls use the new model, running ones finish with theirs.</summary>
    /// <returns>The model replaced, so that its entries can be disposed where the new one has no use for them.</returns>
    public ServiceModel<T> Apply(ServiceModel<T> model) => Replace(model).Model;

    /// <summary>New calls use the new model, running ones finish with theirs.</summary>
    /// <returns>The use of the model replaced: who takes entries out of use waits for its end before disposing them.</returns>
    public ModelUse<T> Replace(ServiceModel<T> model)
    {
        var replaced = Interlocked.Exchange(ref _use, new ModelUse<T>(model));
        replaced.Leave();
        return replaced;
    }

    /// <inheritdoc/>
    public ServiceView GetView()
    {
        var model = Model;
        return new ServiceView(Service, model.Enabled, [.. model.Providers.Select(static entry => entry.GetView())]);
    }

    /// <summary>Asks provider after provider until one has answered.</summary>
    /// <param name="owner">On whose behalf: the session.</param>
    /// <param name="work">What to do with a provider.</param>
    /// <param name="cancellationToken">The caller leaves.</param>
    /// <returns>False when every provider said that it has no say.</returns>
    /// <exception cref="ProviderException">The last failure: no provider could answer, or one failed when its reply had
    /// left in part.</exception>
    /// <exception cref="CallFailedException">The service is switched off or has no provider.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async Task<bool> RunAsync(string owner, ProviderWork<T> work, CancellationToken cancellationToken)
    {
        using var use = EnterModel();
        var model = use.Model;
        RequireProviders(model);
        var from = _time.GetTimestamp();
        ProviderException? last = null;
        foreach (var entry in model.OrderFor(owner))
        {
            using var attempt = NewAttempt(entry, owner, model.Deadlines, from, cancellationToken);
            try
            {
                if (await entry.RunAsync(attempt, work))
                    return true;
            }
            catch (ProviderException failure) when (!attempt.IsCommitted && ProviderFailure.MayTryNext(failure))
            {
                // A provider that was asked and failed tells more than one that was passed over.
                if (last is null || !attempt.IsPassedOver)
                    last = failure;
            }
            if (last is not null && _time.GetElapsedTime(from) >= model.Deadlines.Whole)
                break;
        }
        return last is null ? false : throw last;
    }

    /// <summary>Asks one certain provider, through its breaker and pool like any call.</summary>
    /// <exception cref="ProviderException">It failed or was passed over.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    internal async Task<bool> AskAsync(
        ProviderEntry<T> entry,
        string owner,
        ProviderWork<T> work,
        ServiceDeadlines deadlines,
        CancellationToken cancellationToken)
    {
        using var attempt = NewAttempt(entry, owner, deadlines, _time.GetTimestamp(), cancellationToken);
        return await entry.RunAsync(attempt, work);
    }

    private ProviderAttempt NewAttempt(
        ProviderEntry<T> entry, string owner, ServiceDeadlines deadlines, long from, CancellationToken cancellationToken) =>
        new(Service, entry.Name, owner, deadlines, from, _time, cancellationToken);

    private ModelUse<T>.Entered EnterModel()
    {
        while (true)
            if (_use.TryEnter(out var entered))
                return entered;
    }

    private void RequireProviders(ServiceModel<T> model)
    {
        if (!model.Enabled)
            throw new CallFailedException(Service, FailureKind.Disabled, $"The {Service} service is switched off.");
        if (model.Providers.Count == 0)
            throw new CallFailedException(Service, FailureKind.Unavailable, $"The {Service} service has no provider.");
    }
}
