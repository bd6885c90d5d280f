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
    public Task ProbeAsync(TimeSpan quietFor, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var model = providers.Model;
        if (!model.Enabled)
            return Task.CompletedTask;
        var deadlines = new ServiceDeadlines
        {
            FirstReply = timeout,
            Whole = timeout,
            Lease = timeout < model.Deadlines.Lease ? timeout : model.Deadlines.Lease,
            Grace = model.Deadlines.Grace,
        };
        return Task.WhenAll(model.Providers
            .Where(entry => entry.GetView().Figures.SinceLast is not { } age || age >= quietFor)
            .Select(entry => ProbeAsync(entry, deadlines, cancellationToken)));
    }

    private async Task ProbeAsync(ProviderEntry<T> entry, ServiceDeadlines deadlines, CancellationToken cancellationToken)
    {
        try
        {
            await providers.AskAsync(entry, ProviderCaller.Named(Owner), task, deadlines, cancellationToken);
        }
        catch (ProviderException)
        {
            // Counted and told by the entry: that is what a probe is for.
        }
        finally
        {
            entry.Probed();
        }
    }
}
