using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>
/// One connection to the broker, from its opening to its end. Nothing of it survives it: whoever lost it opens another one.
/// </summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    private static readonly CreateChannelOptions _confirming = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: false,
        outstandingPublisherConfirmationsRateLimiter: null,
        consumerDispatchConcurrency: 1);

    private static readonly CreateChannelOptions _plain = new(
        publisherConfirmationsEnabled: false,
        publisherConfirmationTrackingEnabled: false,
        outstandingPublisherConfirmationsRateLimiter: null,
        consumerDispatchConcurrency: 1);

    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConnection _connection;
    private readonly Task _publishing;
    private readonly TimeProvider _time;

    private BrokerSession(
        IConnection connection, IChannel publishing, Action<string, ReadOnlyMemory<byte>> returned, ExceptionGuard guard, TimeProvider time)
    {
        Guard = guard;
        _time = time;
        _connection = connection;
        Publisher = new Publisher(publishing, returned, guard);
        ControlSender = new ControlSender(Publisher, guard);
        connection.CallbackExceptionAsync += (_, callback) => TellAsync(callback);
        connection.ConnectionShutdownAsync += (_, shutdown) => EndAsync(shutdown.ReplyText);
        Watch(publishing);
        _publishing = PublishAsync();
    }

    /// <summary>Deals with what is thrown on the connection's threads.</summary>
    public ExceptionGuard Guard { get; }

    /// <summary>Sends what calls have to say.</summary>
    public Publisher Publisher { get; }

    /// <summary>Sends what nobody's call has to say.</summary>
    public ControlSender ControlSender { get; }

    /// <summary>Completes with the reason when the connection is lost; never faults.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Connects.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="returned">Notified of messages nobody is there to get: queue and body.</param>
    /// <param name="guard">Deals with what is thrown on the connection's threads.</param>
    /// <param name="time">Bounds how long the end may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<BrokerSession> OpenAsync(
        RabbitMqOptions options, Action<string, ReadOnlyMemory<byte>> returned, ExceptionGuard guard, TimeProvider time, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Url,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ClientProvidedName = options.ClientName,
            RequestedHeartbeat = options.Heartbeat,
            ConsumerDispatchConcurrency = 1,
        };
        (factory.UserName, factory.Password) = (options.User ?? factory.UserName, options.Password ?? factory.Password);
        if (factory.Ssl.Enabled)
            factory.Ssl = BrokerTls.Option(options);
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            return new BrokerSession(connection, await connection.CreateChannelAsync(_confirming, cancellationToken), returned, guard, time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a channel whose end is the session's end.</summary>
    public async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        var channel = await _connection.CreateChannelAsync(_plain, cancellationToken);
        Watch(channel);
        return channel;
    }

    /// <summary>Makes this process's private queue, which goes away with the connection, and receives from it.</summary>
    public async Task ReceiveAsync(string queue, Receive receive, CancellationToken cancellationToken)
    {
        var channel = await OpenChannelAsync(cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        // Acknowledged by the broker itself: credit bounds what is under way, and what is lost with the connection is repeated.
        await channel.BasicConsumeAsync(queue, autoAck: true, new Inbox(channel, receive, Lost, Guard), cancellationToken);
    }

    /// <summary>Consumers of a queue; null when there is no such queue.</summary>
    public async Task<uint?> CountConsumersAsync(string queue, CancellationToken cancellationToken)
    {
        // A queue that is not there costs the channel, so it is one of its own, and not watched.
        await using var channel = await _connection.CreateChannelAsync(_plain, cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).ConsumerCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException interrupted) when (interrupted.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }

    /// <summary>The session is of no use any more.</summary>
    public void Lost(string reason) => _ended.TrySetResult(reason);

    /// <summary>Closes the connection, waiting a little for the broker and for the client, which may wait for it without end.</summary>
    public async ValueTask DisposeAsync()
    {
        Lost("The bus has stopped.");
        var closing = BackgroundTask.Run(CloseAsync, Guard);
        await closing.WaitAsync(_closeTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CloseAsync()
    {
        await _closing.CancelGuardedAsync(Guard);
        await _publishing;
        try
        {
            await _connection.CloseAsync(200, "bye", TimeSpan.FromSeconds(2), abort: true, CancellationToken.None);
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private void Watch(IChannel channel)
    {
        channel.ChannelShutdownAsync += (_, shutdown) => EndAsync(shutdown.ReplyText);
        channel.CallbackExceptionAsync += (_, callback) => TellAsync(callback);
    }

    // Thrown by one of our own subscribers, which are guarded, or by the client itself.
    private Task TellAsync(CallbackExceptionEventArgs callback)
    {
        Guard.Caught(callback.Exception);
        return Task.CompletedTask;
    }

    private Task EndAsync(string reason)
    {
        Lost(reason);
        return Task.CompletedTask;
    }

    private async Task PublishAsync()
    {
        try
        {
            await Publisher.RunAsync(_closing.Token);
        }
        catch (Exception broken)
        {
            Lost(broken.Message);
        }
    }
}
