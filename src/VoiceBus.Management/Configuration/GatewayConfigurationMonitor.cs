using Microsoft.Extensions.Options;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// The live configuration as .NET knows live options: read <see cref="CurrentValue"/>, listen with <see cref="OnChange"/>. Secrets are
/// in it. Thread-safe; a listener that throws is reported and keeps nobody else from hearing.
/// </summary>
public sealed class GatewayConfigurationMonitor : IOptionsMonitor<GatewayConfiguration>
{
    private readonly GatewayConfigurationSnapshot _state;
    private readonly ExceptionGuard _guard;
    private readonly Lock _gate = new();
    private Action<GatewayConfiguration, string?>[] _listeners = [];

    /// <summary>Watches the live configuration.</summary>
    public GatewayConfigurationMonitor(GatewayConfigurationSnapshot state, IEventSink events)
    {
        _state = state;
        _guard = new ExceptionGuard(events, "configuration listener");
        state.Changed += Notify;
    }

    /// <inheritdoc/>
    public GatewayConfiguration CurrentValue => _state.Document;

    /// <summary>There is one configuration, whatever it is called.</summary>
    public GatewayConfiguration Get(string? name) => CurrentValue;

    /// <inheritdoc/>
    public IDisposable OnChange(Action<GatewayConfiguration, string?> listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
        return new Registration(this, listener);
    }

    private void Notify(GatewayConfiguration document)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            _guard.Run(() => listener(document, Options.DefaultName));
    }

    private void Remove(Action<GatewayConfiguration, string?> listener)
    {
        lock (_gate)
        {
            var left = _listeners.ToList();
            left.Remove(listener);
            _listeners = [.. left];
        }
    }

    private sealed class Registration(GatewayConfigurationMonitor monitor, Action<GatewayConfiguration, string?> listener) : IDisposable
    {
        private GatewayConfigurationMonitor? _monitor = monitor;

        public void Dispose() => Interlocked.Exchange(ref _monitor, null)?.Remove(listener);
    }
}
