using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Nodes;

/// <summary>
/// What the nodes around a broker tell and ask each other, apart from calls: everybody hears it, answers go to who asked.
/// Nothing is kept for later: what is told while the broker is away is lost, and a question gets no answers. Thread-safe.
/// </summary>
public sealed class RabbitMqClusterChannel : IClusterChannel
{
    private readonly ConcurrentDictionary<string, Channel<byte[]>> _asked = new(StringComparer.Ordinal);
    private readonly RabbitMqOptions _options;
    private readonly IEventSink _events;
    private readonly ExceptionGuard _guard;
    private volatile INodeListener? _listener;
    private volatile ClusterLink? _talk;
    private long _links;

    internal RabbitMqClusterChannel(RabbitMqOptions options, string node, IEventSink events) => (_options, Node, _events, _guard) = (options, node, events, new ExceptionGuard(events, "node messages"));

    /// <inheritdoc/>
    public string Node { get; }

    /// <inheritdoc/>
    public void Listen(INodeListener listener) => _listener = listener;

    /// <inheritdoc/>
    public void Tell(byte[] body) => _talk?.Send(new ClusterMessage(ClusterMessage.Tell, body));

    /// <inheritdoc/>
    public async IAsyncEnumerable<byte[]> AskAsync(byte[] question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_talk is not { } talk)
            yield break;
        var id = Guid.CreateVersion7().ToString("N");
        // One answer per node; who asks leaves soon.
        var answers = _asked[id] = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        try
        {
            talk.Send(new ClusterMessage(ClusterMessage.Ask, question, id));
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken))
                yield return answer;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    internal async Task AttachAsync(BrokerSession session, CancellationToken cancellationToken) =>
        _talk = await ClusterLink.OpenAsync(
            session, $"{_options.Prefix}.nodes", QueueNames.Private(_options, "node", Node, ++_links), Receive, cancellationToken);

    internal void Detach() => _talk = null;

    private void Receive(ClusterLink talk, string type, string? from, string? id, ReadOnlySpan<byte> body)
    {
        try
        {
            switch (type)
            {
                case ClusterMessage.Tell:
                    _listener?.Told(body);
                    break;
                case ClusterMessage.Ask when from is not null && _listener is { } listener:
                    if (listener.Answer(body) is { } reply)
                        talk.Send(new ClusterMessage(ClusterMessage.Answer, reply, id, from));
                    break;
                case ClusterMessage.Answer when id is not null && _asked.TryGetValue(id, out var answers):
                    answers.Writer.TryWrite(body.ToArray());
                    break;
            }
        }
        catch (Exception wrong) when (wrong is FormatException or System.Text.Json.JsonException)
        {
            _events.Emit(new MessageDropped(talk.Queue, wrong.Message));
        }
        catch (Exception defect)
        {
            _guard.Caught(defect);
        }
    }
}
