using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>Puts scripted providers behind real pools, breakers and failover.</summary>
public static class ScriptedService
{
    /// <summary>A provider entry over a real pool of scripted instances, which are made on demand unless options say otherwise.</summary>
    public static ProviderEntry<T> Entry<T>(
        ServiceType service,
        string name,
        ProviderScript script,
        Func<T> make,
        TimeProvider time,
        IEventSink? events = null,
        PoolOptions? pool = null)
        where T : class => new(
        service,
        name,
        "scripted",
        new ProviderPool<T>(
            name,
            token => script.CreateAsync(make, token),
            pool ?? new PoolOptions { MinSize = 0, MaxSize = 4 },
            time,
            events ?? NullEventSink.Instance),
        new BreakerOptions(),
        time,
        events ?? NullEventSink.Instance);

    /// <summary>A service of the given providers with its default deadlines.</summary>
    public static Failover<T> Of<T>(ServiceType service, TimeProvider time, params ProviderEntry<T>[] providers)
        where T : class =>
        Of(service, time, NullEventSink.Instance, providers);

    /// <summary>The same, with somebody to tell.</summary>
    public static Failover<T> Of<T>(ServiceType service, TimeProvider time, IEventSink events, params ProviderEntry<T>[] providers)
        where T : class =>
        new(service, new ServiceConfiguration<T>(true, providers, ServiceDeadlines.For(service)), time, events);
}
