using System.Collections.Concurrent;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Knows every open socket. One timer for all of them ends what takes too long; at shutdown no more are taken, turns under
/// way may finish, and each device is told to go as soon as it is quiet. Thread-safe.
/// </summary>
public sealed class ConnectionManager(TransportServices services)
    : GuardedBackgroundService("connections", services.Conversations.Events, services.Time), IHostedLifecycleService
{
    private const string Reason = "the server is shutting down";
    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<DeviceConnection, Task> _connections = new();
    private readonly CancellationTokenSource _aborted = new();

    /// <summary>Sockets open now.</summary>
    public int Count => _connections.Count;

    /// <summary>Runs a connection until it has ended.</summary>
    public async Task RunAsync(DeviceConnection connection)
    {
        var running = connection.RunAsync(_aborted.Token);
        _connections[connection] = running;
        if (services.Sessions.IsDraining)
            connection.Close(Reason, CloseCause.Restart); // Came in while the others were told.
        try
        {
            await running;
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Before the web server stops, which would only wait for the sockets: lets the devices go.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        services.Sessions.Drain();
        await TellAllAsync(new SessionCommand.Leave(Reason, CloseCause.Restart), services.Options.DrainTimeout, cancellationToken);
        await TellAllAsync(new SessionCommand.Close(Reason, CloseCause.Restart), _closeTimeout, cancellationToken);
        await _aborted.CancelGuardedAsync(Guard);
        await Task.WhenAll(_connections.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private async Task TellAllAsync(SessionCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        foreach (var (connection, _) in _connections)
        {
            if (connection.Session.Inbox?.Post(command) != true)
                connection.Close(Reason, CloseCause.Restart);
        }

        using var deadline = new DeadlineSource(timeout, services.Time, Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await Task.WhenAll(_connections.Values).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_checkInterval, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Check();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private void Check()
    {
        foreach (var (connection, _) in _connections)
            connection.CheckDeadlines();
        services.Sessions.Sweep(services.Conversations.Options().IdleTimeout);
    }
}
