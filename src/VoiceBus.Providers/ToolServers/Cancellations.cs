using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.ToolServers;

/// <summary>
/// Tells a server which calls nobody waits for any more: the SDK does not, and the server would work on. Who left a call does
/// not wait for the telling. Thread-safe; owns the task that tells.
/// </summary>
internal sealed class Cancellations : IAsyncDisposable
{
    private const int Capacity = 64;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private readonly Channel<RequestId> _left = Channel.CreateBounded<RequestId>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly McpClient _client;
    private readonly TimeProvider _time;
    private readonly ExceptionGuard _guard;
    private readonly Task _telling;

    public Cancellations(McpClient client, TimeProvider time, ExceptionGuard guard)
    {
        (_client, _time, _guard) = (client, time, guard);
        _telling = BackgroundTask.Run(TellAsync, guard);
    }

    /// <summary>Nobody waits for this call any more.</summary>
    public void Add(RequestId call) => _left.Writer.TryWrite(call);

    public async ValueTask DisposeAsync()
    {
        _left.Writer.TryComplete();
        await _end.CancelGuardedAsync(_guard);
        await _telling;
    }

    private async Task TellAsync()
    {
        try
        {
            await foreach (var call in _left.Reader.ReadAllAsync(_end.Token))
                await BackgroundTask.Observe(TellAsync(call), _guard);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The connection ends, and with it every call.
        }
    }

    private async Task TellAsync(RequestId call)
    {
        using var deadline = new DeadlineSource(_timeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _end.Token);
        // A server that cannot be told will find out by its answer.
        await _client.SendNotificationAsync(
            NotificationMethods.CancelledNotification,
            new CancelledNotificationParams { RequestId = call, Reason = "nobody waits for it any more" },
            McpJsonUtilities.DefaultOptions,
            token.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
