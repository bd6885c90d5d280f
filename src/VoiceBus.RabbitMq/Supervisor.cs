using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Gateway;
using VoiceBus.RabbitMq.Nodes;
using VoiceBus.RabbitMq.Worker;

namespace VoiceBus.RabbitMq;

/// <summary>
/// Keeps one connection to the broker: opens it, lets both sides use it, and when it is lost opens another one after a pause
/// that grows with every failure.
/// </summary>
internal sealed class Supervisor
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10); // The client may wait for the broker without end.

    private readonly RabbitMqOptions _options;
    private readonly CallClient _gateway;
    private readonly CallServer _worker;
    private readonly RabbitMqClusterChannel _nodes;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExceptionGuard _guard;
    private readonly Task _running;
    private volatile string? _problem = "The message broker has not been reached yet.";

    /// <summary>Begins to connect.</summary>
    public Supervisor(
        RabbitMqOptions options, CallClient gateway, CallServer worker, RabbitMqClusterChannel nodes, TimeProvider time, IEventSink events)
    {
        (_options, _gateway, _worker, _nodes, _time, _events) = (options, gateway, worker, nodes, time, events);
        _guard = new ExceptionGuard(events, "message broker");
        _running = BackgroundTask.Run(() => RunAsync(_stop.Token), _guard);
    }

    /// <summary>Completes when the broker was reached for the first time.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Why the broker cannot be reached now, or null when it can.</summary>
    public string? Problem => _problem;

    private string Broker => $"{_options.Url.Host}:{_options.Url.Port}";

    /// <summary>Closes the connection and opens no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelGuardedAsync(_guard);
        await _running;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = _options.MinBackOff;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reason = await RunSessionAsync(() => pause = _options.MinBackOff, cancellationToken);
                _problem = reason;
                if (!cancellationToken.IsCancellationRequested)
                    _events.Emit(new BrokerLost(Broker, reason, pause));
                await Task.Delay(Jittered(pause), _time, cancellationToken);
                pause = pause * 2 < _options.MaxBackOff ? pause * 2 : _options.MaxBackOff;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception defect)
            {
                // Or the process would never connect again.
                _guard.Caught(defect);
                await Task.Delay(_options.MaxBackOff, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One connection, from its opening to its end.</summary>
    /// <returns>Why it ended or could not be opened.</returns>
    private async Task<string> RunSessionAsync(Action connected, CancellationToken cancellationToken)
    {
        BrokerSession? session = null;
        var reason = "The bus has stopped.";
        try
        {
            session = await BrokerSession.OpenAsync(_options, Returned, _guard, _time, cancellationToken);
            await _worker.AttachAsync(session, cancellationToken);
            await _gateway.AttachAsync(session, cancellationToken);
            await _nodes.AttachAsync(session, cancellationToken);
            // Last: a call that is taken waits for whatever is not there yet, and elsewhere it would not.
            await _worker.OpenAsync(cancellationToken);
            connected();
            _problem = null;
            _connected.TrySetResult();
            _events.Emit(new BrokerConnected(Broker));
            reason = await FollowAsync(session, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the client throws, it is not there: said, and tried again.
            reason = failed.InnerException is { } inner ? $"{failed.Message} {inner.Message}" : failed.Message;
        }
        finally
        {
            _nodes.Detach();
            _guard.Run(() => _gateway.Detach(reason));
            _guard.Run(_worker.Detach);
            if (session is not null)
                await session.DisposeAsync();
        }
        return reason;
    }

    private async Task<string> FollowAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var serving = _worker.KeepOpenAsync(over.Token);
        var sweeping = SweepAsync(session, over.Token);
        try
        {
            var first = await Task.WhenAny(session.Ended, serving, sweeping).WaitAsync(cancellationToken);
            return first == session.Ended ? await session.Ended : first.Exception?.GetBaseException().Message ?? "The connection broke.";
        }
        finally
        {
            await over.CancelGuardedAsync(_guard);
            await Task.WhenAll(serving, sweeping).WaitAsync(_timeout, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        var alone = new Dictionary<ServiceType, long>();
        using var timer = new PeriodicTimer(_options.SweepInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _worker.LookAfterGateways();
            _gateway.LookAfterWorkers();
            var without = _gateway.WithoutWorker();
            foreach (var service in alone.Keys.Except(without).ToList())
                alone.Remove(service);
            foreach (var service in without)
                await LookForWorkersAsync(session, service, alone, cancellationToken);
        }
    }

    private async Task LookForWorkersAsync(
        BrokerSession session, ServiceType service, Dictionary<ServiceType, long> alone, CancellationToken cancellationToken)
    {
        if (await session.CountConsumersAsync(_gateway.QueueOf(service).Value, cancellationToken) > 0)
        {
            alone.Remove(service);
            return;
        }
        if (alone.TryAdd(service, _time.GetTimestamp()) || _time.GetElapsedTime(alone[service]) < _options.WorkerTimeout)
            return;
        alone.Remove(service);
        _gateway.FailWithoutWorker(service);
    }

    private void Returned(string queue, ReadOnlyMemory<byte> body)
    {
        _gateway.Returned(queue, body.Span);
        _worker.Returned(queue);
    }

    // Nodes that lost the broker together do not come back in the same instant.
    private static TimeSpan Jittered(TimeSpan pause) => pause * (0.75 + Random.Shared.NextDouble() / 2);
}
