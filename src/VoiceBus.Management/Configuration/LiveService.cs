using System.Text.Json;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;

namespace VoiceBus.Management.Configuration;

/// <summary>A service whose providers follow the live configuration.</summary>
public interface ILiveService
{
    /// <summary>The service.</summary>
    ServiceType Service { get; }

    /// <summary>Puts settings into force for new calls.</summary>
    void Apply(ServiceSettings settings);
}

/// <summary>A provider that is configured elsewhere than in the document.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="Settings">What the document would say of it.</param>
/// <param name="Create">Fills its pool.</param>
public sealed record ExternalProvider<T>(ProviderSettings Settings, Func<CancellationToken, Task<T>> Create)
    where T : class;

/// <summary>
/// Owns the providers of one service. A provider whose settings did not change keeps its pool, breaker and statistics; one that
/// is gone is closed when the last call that may ask it has ended. Built when first asked for. Thread-safe.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="service">The service.</param>
/// <param name="state">The live configuration.</param>
/// <param name="types">How providers are made.</param>
/// <param name="time">The clock.</param>
/// <param name="events">Notified of what becomes of the providers.</param>
/// <param name="others">Providers configured elsewhere, asked after the document's; null when there are none.</param>
public sealed class LiveService<T>(
    ServiceType service, GatewayConfigurationSnapshot state, ProviderTypes<T> types, TimeProvider time, IEventSink events,
    Func<IEnumerable<ExternalProvider<T>>>? others = null)
    : ILiveService, IAsyncDisposable
    where T : class
{
    private static readonly PoolSettings _noPool =
        new() { MinSize = 0, MaxSize = 0, IdleTimeoutMs = 0, MaxAgeMs = 0, LeaseTimeoutMs = 0 };

    private readonly Lock _gate = new();
    private readonly DeferredDisposal _retirement = new(time);
    private Dictionary<string, Live> _live = [];
    private Failover<T>? _failover;

    /// <inheritdoc/>
    public ServiceType Service => service;

    /// <summary>The way to the providers.</summary>
    public Failover<T> Failover
    {
        get
        {
            lock (_gate)
                return _failover ??= new Failover<T>(service, Build(state.Document.Services.Of(service), out _), time, events);
        }
    }

    /// <inheritdoc/>
    public void Apply(ServiceSettings settings)
    {
        lock (_gate)
        {
            // Whoever asks first finds the settings in the state.
            if (_failover is null)
                return;
            var model = Build(settings, out var gone);
            _retirement.Retire(gone, _failover.Replace(model).Ended);
        }
    }

    /// <summary>Looks again at what is configured elsewhere.</summary>
    public void Refresh() => Apply(state.Document.Services.Of(service));

    /// <summary>Closes all providers, also those whose last call has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Live[] all;
        lock (_gate)
            all = [.. _live.Values];
        await Task.WhenAll(all.Select(static live => live.Entry.DisposeAsync().AsTask()));
        await _retirement.DisposeAsync();
    }

    private ServiceConfiguration<T> Build(ServiceSettings settings, out List<IAsyncDisposable> gone)
    {
        var live = new Dictionary<string, Live>(StringComparer.Ordinal);
        ExternalProvider<T>[] external = [.. others?.Invoke() ?? []];
        ProviderSettings[] inUse = [.. settings.Providers.Where(static provider => provider.Enabled), .. external.Select(static other => other.Settings)];
        foreach (var provider in inUse)
            live[provider.Name] = Keep(provider) ?? Open(provider, Array.Find(external, other => other.Settings == provider)?.Create);
        gone = [.. _live.Values.Select(static was => was.Entry).Except(live.Values.Select(static now => now.Entry))];
        _live = live;
        ProviderEntry<T>[] entries = [.. inUse.Select(provider => live[provider.Name].Entry)];
        return new ServiceConfiguration<T>(settings.Enabled, entries, settings.Deadlines.ToOptions())
        {
            Hedge = settings.Hedge?.ToOptions() ?? new HedgeOptions(),
            CreateStandby = name => settings.Providers.FirstOrDefault(provider => !provider.Enabled && provider.Name == name && types.Has(provider.Type)) is { } unused
                ? Open(unused with { Pool = unused.Pool with { MinSize = 0, MaxSize = 1 } }).Entry
                : null,
            Split = ProviderSplit.Of(entries, [.. inUse.Select(static provider => provider.Weight)]),
        };
    }

    private Live? Keep(ProviderSettings provider)
    {
        if (!_live.TryGetValue(provider.Name, out var live) || live.Identity != IdentityOf(provider))
            return null;
        if (live.Pool != provider.Pool)
            live.Entry.Apply(provider.Pool.ToOptions());
        return new Live(live.Entry, live.Identity, provider.Pool);
    }

    private Live Open(ProviderSettings provider, Func<CancellationToken, Task<T>>? create = null)
    {
        var pool = new ProviderPool<T>(
            $"{service.ToName()}/{provider.Name}", create ?? types.MakerOf(provider), provider.Pool.ToOptions(), time, events);
        var entry = new ProviderEntry<T>(service, provider.Name, provider.Type, pool, new BreakerOptions(), time, events);
        return new Live(entry, IdentityOf(provider), provider.Pool);
    }

    // What an instance is made from; weight, pool and being in use are not part of it.
    private static string IdentityOf(ProviderSettings provider) => JsonSerializer.Serialize(
        provider with { Enabled = true, Weight = 0, Pool = _noPool }, GatewayConfigurationJson.Default.ProviderSettings);

    // Not a record: it would print the identity, which holds the key.
    private sealed class Live(ProviderEntry<T> entry, string identity, PoolSettings pool)
    {
        public ProviderEntry<T> Entry => entry;

        public string Identity => identity;

        public PoolSettings Pool => pool;
    }
}
