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
        // Half, because the last probe ended a little after the last tick.
        var quietFor = options.ProbeInterval / 2;
        using var timer = new PeriodicTimer(options.ProbeInterval, time);
        try
        {
            do
                await Task.WhenAll(probes.Select(
                    probe => probe.ProbeAsync(quietFor, options.ProbeTimeout, cancellationToken)));
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
