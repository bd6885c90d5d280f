using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Monitoring;

/// <summary>Probes the providers of one service with one small task.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="providers">The service.</param>
/// <param name="task">The task; throws when the provider's answer is no good.</param>
public sealed class ServiceProbe<T>(Failover<T> providers, ProviderWork<T> task) : IServiceProbe
    where T : class
{
    /// <summary>Shown as owner of a probe's lease.</summary>
    public const string Owner = "probe";

    /// <inheritdoc/>
    public ServiceType Service => providers.Service;

    /// <inheritdoc/>
    public async Task<ProbeOutcome?> ProbeOneAsync(string provider, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var model = providers.Model;
        var deadlines = Deadlines(timeout, model.Deadlines);
        if (model.Providers.FirstOrDefault(candidate => candidate.Name == provider) is { } entry)
            return await ProbeAsync(entry, deadlines, cancellationToken);
        await using var unused = model.CreateStandby(provider);
        return unused is null ? null : await ProbeAsync(unused, deadlines, cancellationToken);
    }

    /// <inheritdoc/>
    public Task ProbeAsync(TimeSpan quietFor, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var model = providers.Model;
        if (!model.Enabled)
            return Task.CompletedTask;
        var deadlines = Deadlines(timeout, model.Deadlines);
        return Task.WhenAll(model.Providers
            .Where(entry => entry.GetView().Figures.SinceLast is not { } age || age >= quietFor)
            .Select(entry => ProbeAsync(entry, deadlines, cancellationToken)));
    }

    private static ServiceDeadlines Deadlines(TimeSpan timeout, ServiceDeadlines usual) => new()
    {
        FirstReply = timeout,
        Whole = timeout,
        Lease = timeout < usual.Lease ? timeout : usual.Lease,
        Grace = usual.Grace,
    };

    private async Task<ProbeOutcome> ProbeAsync(ProviderEntry<T> entry, ServiceDeadlines deadlines, CancellationToken cancellationToken)
    {
        var from = providers.Time.GetTimestamp();
        ProviderAttempt? asked = null;
        try
        {
            await providers.AskAsync(entry, ProviderCaller.Named(Owner), Watched, deadlines, cancellationToken);
            return Outcome(true, null);
        }
        catch (ProviderException failure)
        {
            // Counted and told by the entry: that is what a probe is for. A probe asks in our words, so the answer quotes nobody.
            var detail = failure.Detail is { } said ? $" ({said})" : "";
            return Outcome(false, $"{failure.Kind}: {failure.Message}{detail}");
        }
        finally
        {
            entry.Probed();
        }

        Task<bool> Watched(T provider, ProviderAttempt attempt, CancellationToken token)
        {
            asked = attempt;
            return task(provider, attempt, token);
        }

        ProbeOutcome Outcome(bool ok, string? error) =>
            new(ok, providers.Time.GetElapsedTime(from), error) { LeaseWait = asked?.LeaseWait, FirstReply = asked?.Latency };
    }
}
