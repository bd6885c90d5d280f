namespace VoiceBus.Core.Monitoring;

/// <summary>Probes services at start and, while they have no traffic, again and again.</summary>
/// <param name="probes">One per service.</param>
/// <param name="options">How often and how long.</param>
/// <param name="time">The clock.</param>
public sealed class HealthProber(IReadOnlyList<IServiceProbe> probes, HealthOptions options, TimeProvider time)
{
    /// <summary>Probes until cancelled, which ends it without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval, time);
        try
        {
            do
                await RunOnceAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Probes what had no traffic lately. A probe younger than half the interval counts as traffic.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task RunOnceAsync(CancellationToken cancellationToken) => Task.WhenAll(probes.Select(
        // Half, because the last probe ended a little after the last tick.
        probe => probe.ProbeAsync(options.ProbeInterval / 2, options.ProbeTimeout, cancellationToken)));
}
