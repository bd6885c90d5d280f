using System.Collections.Concurrent;

namespace VoiceBus.Server.Transport;

/// <summary>
/// Knows every open socket. One timer for all of them ends what takes too long; at shutdown devices are told to go and
/// given a moment. Thread-safe.
/// </summary>
internal sealed class ConnectionManager(TransportServices services) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _drainTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<DeviceConnection, Task> _connections = new();
    private readonly CancellationTokenSource _aborted = new();

    /// <summary>Sockets open now.</summary>
    public int Count => _connections.Count;

    /// <summary>Runs a connection until it has ended.</summary>
    public async Task RunAsync(DeviceConnection connection)
    {
        var running = connection.RunAsync(_aborted.Token);
        _connections[connection] = running;
        try
        {
            await running;
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Before the web server stops, which would only wait for the sockets: tells the devices to go.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var (connection, _) in _connections)
            connection.Leave("the server is shutting down");

        var all = Task.WhenAll(_connections.Values);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_drainTimeout);
        await all.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _aborted.CancelAsync();
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _aborted.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_checkInterval, services.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(static tick => tick is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default))
        {
            foreach (var (connection, _) in _connections)
                connection.CheckDeadlines();
            services.Sessions.Sweep(services.Conversations.Options().IdleTimeout);
        }
    }
}
