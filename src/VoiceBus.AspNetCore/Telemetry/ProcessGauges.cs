using System.Diagnostics.Metrics;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Management.Api;

namespace VoiceBus.AspNetCore.Telemetry;

/// <summary>What is the case at this moment, read when it is asked for: sessions, queues, pools, breakers, drops.</summary>
internal sealed class ProcessGauges
{
    private readonly SessionManager _sessions;
    private readonly IEventBus _bus;
    private readonly IServiceView[] _services;

    public ProcessGauges(
        SessionManager sessions, IEventBus bus, IEnumerable<IServiceView> services, AudioDrops drops, EventDispatcher events, IMeterFactory meters)
    {
        var meter = meters.Create(Meters.MeterName);
        _sessions = sessions;
        _bus = bus;
        _services = [.. services];
        meter.CreateObservableGauge("voicebus.sessions", Sessions, description: "Sessions open, by what they are doing.");
        meter.CreateObservableGauge("voicebus.queue.length", () => Queues(static queue => queue.Length), description: "Messages waiting.");
        meter.CreateObservableGauge(
            "voicebus.queue.oldest_age", () => Queues(static queue => queue.OldestAge.TotalSeconds), "s", "Age of the longest waiting message.");
        meter.CreateObservableGauge(
            "voicebus.queue.in_flight", () => Queues(static queue => queue.InFlight), description: "Messages taken by an adapter and not ended.");
        meter.CreateObservableGauge("voicebus.pool.size", PoolSizes, description: "Instances of a provider, by state.");
        meter.CreateObservableGauge(
            "voicebus.pool.waiting", () => Providers(static provider => provider.Pool.Waiting), description: "Tenants waiting for a lease.");
        meter.CreateObservableGauge(
            "voicebus.provider.circuit",
            () => Providers(static provider => provider.Circuit switch { CircuitStatus.Closed => 0, CircuitStatus.HalfOpen => 1, _ => 2 }),
            description: "Circuit breaker: 0 closed, 1 half open, 2 open.");
        meter.CreateObservableCounter(
            "voicebus.audio.dropped", () => drops.Total, description: "Audio frames dropped because somebody could not keep up.");
        meter.CreateObservableCounter(
            "voicebus.audio.malformed", () => drops.Malformed, description: "Audio packets that could not be understood.");
        meter.CreateObservableCounter(
            "voicebus.events.dropped", () => events.Dropped, description: "Diagnostic events dropped because observers could not keep up.");
    }

    private IEnumerable<Measurement<int>> Sessions()
    {
        var counted = _sessions.Sessions.CountBy(static session => session.Status).ToDictionary();
        foreach (var status in Enum.GetValues<SessionStatus>())
            if (status != SessionStatus.Closed)
                yield return new(counted.GetValueOrDefault(status), new KeyValuePair<string, object?>("status", Names.Of(status)));
    }

    private IEnumerable<Measurement<double>> Queues(Func<QueueStatus, double> figure) =>
        _bus.GetStatus().Queues.Select(queue =>
            new Measurement<double>(figure(queue), new KeyValuePair<string, object?>("service", queue.Type.ToName())));

    private IEnumerable<Measurement<int>> Providers(Func<ProviderView, int> figure)
    {
        foreach (var service in _services.Select(static service => service.GetView()))
            foreach (var provider in service.Providers)
                yield return new(figure(provider), new("service", service.Service.ToName()), new("provider", provider.Name));
    }

    private IEnumerable<Measurement<int>> PoolSizes()
    {
        foreach (var service in _services.Select(static service => service.GetView()))
            foreach (var provider in service.Providers)
            {
                var (name, pool) = (service.Service.ToName(), provider.Pool);
                yield return Size(name, provider.Name, "in_use", pool.InUse);
                yield return Size(name, provider.Name, "idle_or_creating", pool.CurrentSize - pool.InUse);
                yield return Size(name, provider.Name, "max", pool.MaxSize);
            }
    }

    private static Measurement<int> Size(string service, string provider, string state, int value) =>
        new(value, new("service", service), new("provider", provider), new("state", state));
}
