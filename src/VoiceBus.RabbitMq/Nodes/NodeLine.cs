using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Facts;
using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Nodes;

/// <summary>
/// What the nodes around a broker tell and ask each other, apart from calls: everybody hears it, answers go to who asked.
/// Nothing is kept for later: what is told while the broker is away is lost, and a question gets no answers. Thread-safe.
/// </summary>
public sealed class NodeLine : IClusterChannel
{
    private readonly ConcurrentDictionary<string, Channel<byte[]>> _asked = new(StringComparer.Ordinal);
    private readonly RabbitMqOptions _options;
    private readonly IFactTeller _facts;
    private readonly ExceptionGuard _guard;
    private volatile INodeListener? _listener;
    private volatile NodeTalk? _talk;
    private long _links;

    internal NodeLine(RabbitMqOptions options, string node, IFactTeller facts) => (_options, Node, _facts, _guard) = (options, node, facts, new ExceptionGuard(facts, "node messages"));

    /// <inheritdoc/>
    public string Node { get; }

    /// <inheritdoc/>
    public void Listen(INodeListener listener) => _listener = listener;

    /// <inheritdoc/>
    public void Tell(byte[] body) => _talk?.Send(new NodeMessage(NodeMessage.Tell, body));

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
            talk.Send(new NodeMessage(NodeMessage.Ask, question, id));
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken))
                yield return answer;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    internal async Task AttachAsync(BrokerSession session, CancellationToken cancellationToken) =>
        _talk = await NodeTalk.OpenAsync(
            session, $"{_options.Prefix}.nodes", QueueNames.Private(_options, "node", Node, ++_links), Receive, cancellationToken);

    internal void Detach() => _talk = null;

    private void Receive(NodeTalk talk, string type, string? from, string? id, ReadOnlySpan<byte> body)
    {
        try
        {
            switch (type)
            {
                case NodeMessage.Tell:
                    _listener?.Told(body);
                    break;
                case NodeMessage.Ask when from is not null && _listener is { } listener:
                    if (listener.Answer(body) is { } reply)
                        talk.Send(new NodeMessage(NodeMessage.Answer, reply, id, from));
                    break;
                case NodeMessage.Answer when id is not null && _asked.TryGetValue(id, out var answers):
                    answers.Writer.TryWrite(body.ToArray());
                    break;
            }
        }
        catch (Exception wrong) when (wrong is FormatException or System.Text.Json.JsonException)
        {
            _facts.Tell(new MessageDropped(talk.Queue, wrong.Message));
        }
        catch (Exception defect)
        {
            _guard.Caught(defect);
        }
    }
}
