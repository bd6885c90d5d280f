using System.Threading.Channels;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Probes services at start and, while they have no traffic, again and again; or one provider when asked. Thread-safe.
/// </summary>
public sealed class HealthProber
{
    private readonly IReadOnlyList<IServiceProbe> _probes;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    // One waiting tick stands for all: what is due is probed once.
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile HealthOptions _options;
    private readonly ExceptionGuard _guard;
    private ITimer? _timer;

    /// <summary>Makes a prober that probes when it is run or asked.</summary>
    /// <param name="probes">One per service.</param>
    /// <param name="options">How often and how long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="events">Notified of defects.</param>
    public HealthProber(IReadOnlyList<IServiceProbe> probes, HealthOptions options, TimeProvider time, IEventSink events)
    {
        _guard = new ExceptionGuard(events, "health");
        _probes = probes;
        _options = options;
        _time = time;
    }

    /// <summary>Replaces interval and time-out live; a changed interval runs anew.</summary>
    public void Apply(HealthOptions options)
    {
        lock (_gate)
        {
            if (options.ProbeInterval != _options.ProbeInterval)
                _timer?.Change(options.ProbeInterval, options.ProbeInterval);
            _options = options;
        }
    }

    /// <summary>Has what had no traffic lately probed without waiting for the interval: a provider is new.</summary>
    public void ProbeSoon() => _due.Writer.TryWrite(true);

    /// <summary>Probes until cancelled, which ends it without an exception. Once at a time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var timer = StartTimer();
        try
        {
            while (true)
            {
                await RunOnceAsync(cancellationToken);
                await _due.Reader.ReadAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Probes what had no traffic lately. A probe younger than half the interval counts as traffic.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var options = _options;
        return Task.WhenAll(_probes.Select(
            // Half, because the last probe ended a little after the last tick.
            probe => probe.ProbeAsync(options.ProbeInterval / 2, options.ProbeTimeout, cancellationToken)));
    }

    /// <summary>Probes one provider now, whatever its traffic, through its breaker and pool like any call.</summary>
    /// <param name="service">The service.</param>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="cancellationToken">Stops probing.</param>
    /// <returns>Null when no such provider is configured.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<ProbeOutcome?> ProbeOneAsync(ServiceType service, string provider, CancellationToken cancellationToken) =>
        _probes.FirstOrDefault(probe => probe.Service == service) is { } probe
            ? probe.ProbeOneAsync(provider, _options.ProbeTimeout, cancellationToken)
            : Task.FromResult<ProbeOutcome?>(null);

    private ITimer StartTimer()
    {
        lock (_gate)
            return _timer = _time.CreateGuardedTimer(
                static prober => prober.ProbeSoon(), this, _options.ProbeInterval, _options.ProbeInterval, _guard);
    }
}
