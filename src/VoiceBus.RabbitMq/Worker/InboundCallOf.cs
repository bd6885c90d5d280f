using System.Runtime.CompilerServices;
using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Codecs;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>The service's end of a call of one contract.</summary>
internal sealed class InboundCall<TRequest, TInput, TReply>(
    WorkItemQueue tickets,
    MessageHeader header,
    string gateway,
    ulong tag,
    long takenAt,
    ServiceContract<TRequest, TInput, TReply> contract,
    CallHandler<TRequest, TInput, TReply> handler)
    : InboundCall(tickets, header, gateway, tag, takenAt), IServedCall<TRequest, TInput, TReply>
    where TRequest : notnull
{
    private readonly ContractCodec<TRequest, TInput, TReply> _codec = ContractCodecs.Of(contract);
    private CallStream<TInput>? _inputs;
    private OutStream<TReply>? _replies;

    /// <inheritdoc/>
    public TRequest Request => (TRequest)Message.Payload!;

    /// <inheritdoc/>
    protected override long RepliesWritten => _replies!.Written;

    /// <inheritdoc/>
    public async IAsyncEnumerable<TInput> Inputs([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var input in _inputs!.Read(cancellationToken))
        {
            InputRead();
            yield return input;
        }
    }

    /// <inheritdoc/>
    public ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken) => _replies!.WriteAsync(reply, cancellationToken);

    /// <inheritdoc/>
    protected override EventMessage Prepare(StartSection start, ref WireReader request)
    {
        var message = start.ToMessage(contract.Type, CallId, _codec.ReadRequest(ref request));
        // Not bounded by itself: the credit given to the gateway bounds it.
        _inputs = new CallStream<TInput>(int.MaxValue, contract.ReleaseInput, static _ => null);
        var shape = new OutShape<TReply>(SectionKind.Reply, _codec.WriteReply, contract.ReleaseReply, RefuseReply, static _ => true, 0);
        _replies = new OutStream<TReply>(shape, start.ReplyCredit, keep: false, Post);
        return message;
    }

    /// <inheritdoc/>
    protected override Task HandleAsync() => handler(this, Stopping);

    /// <inheritdoc/>
    protected override void ReceiveInput(ReadOnlySpan<byte> payload)
    {
        // Never waits and never throws; after the end of the call the stream gives the item back.
        if (_inputs is not null)
            _ = _inputs.WriteAsync(_codec.ReadInput(payload), CancellationToken.None).AsTask();
    }

    /// <inheritdoc/>
    protected override void EndInput() => _inputs?.Complete(null);

    /// <inheritdoc/>
    protected override void GrantReplies(int items) => _replies?.Grant(items);

    /// <inheritdoc/>
    protected override OutLeft TakeReplies(PooledBuffer body) => _replies!.Take(body);

    /// <inheritdoc/>
    protected override void EndStreams(bool dropReplies)
    {
        _inputs?.Close(new OperationCanceledException("The call has ended.", Stopping));
        if (dropReplies)
            _replies?.Close();
        else
            _replies?.Complete();
    }

    private static OperationCanceledException RefuseReply(StreamWrite why) => new($"The call has ended ({why}).");
}
