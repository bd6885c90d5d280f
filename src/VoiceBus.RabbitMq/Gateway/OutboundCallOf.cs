using System.Runtime.CompilerServices;
using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Codecs;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Gateway;

/// <summary>The caller's end of a call of one contract.</summary>
internal sealed class OutboundCall<TRequest, TInput, TReply> : OutboundCall, IServiceCall<TInput, TReply>
    where TRequest : notnull
{
    private readonly ContractCodec<TRequest, TInput, TReply> _codec;
    private readonly CallReplayState<TRequest, TReply> _memory;
    private readonly OutStream<TInput> _inputs;
    private readonly CallStream<TReply> _replies;
    private readonly Action<TReply> _pass;
    private int _passed;

    public OutboundCall(
        CallClient side,
        BrokerLink link,
        MessageQueue queue,
        QueueOptions options,
        EventMessage message,
        ServiceContract<TRequest, TInput, TReply> contract,
        ContractCodec<TRequest, TInput, TReply> codec)
        : base(side, link, queue, options, message)
    {
        _codec = codec;
        var request = (TRequest)message.Payload!;
        _memory = codec.Remember(request);
        _pass = Pass;
        var shape = new OutShape<TInput>(
            SectionKind.Input, codec.WriteInput, contract.ReleaseInput, RefuseInput, codec.IsUrgent, codec.GatheredItems(request));
        _inputs = new OutStream<TInput>(shape, options.StreamCapacity, keep: true, Post);
        // Not bounded by itself: the credit given to the worker bounds it.
        _replies = new CallStream<TReply>(int.MaxValue, contract.ReleaseReply, static _ => null);
    }

    /// <inheritdoc/>
    protected override bool MayRepeat => _memory.MayRepeat;

    /// <inheritdoc/>
    protected override bool IsComplete => _memory.IsComplete;

    /// <inheritdoc/>
    public ValueTask SendAsync(TInput input, CancellationToken cancellationToken) => _inputs.WriteAsync(input, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        _inputs.Complete();
        return default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TReply> Replies([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var replies = _replies.Read(cancellationToken);
        try
        {
            await foreach (var reply in replies)
            {
                ReplyRead();
                yield return reply;
            }
        }
        finally
        {
            ReaderLeft();
        }
    }

    /// <inheritdoc/>
    protected override void ReleaseReplies() =>
        _replies.Close(new CallFailedException(Message.Type, FailureKind.Cancelled, $"The caller left the {Message.Type.ToName()} call."));

    /// <inheritdoc/>
    protected override void CloseStreams(Exception? failure)
    {
        _inputs.Close();
        _replies.Complete(failure);
    }

    /// <inheritdoc/>
    protected override void WriteRequest(PooledBuffer body) => _codec.WriteRequest(body, _memory.Ask());

    /// <inheritdoc/>
    protected override OutLeft TakeInput(PooledBuffer body) => _inputs.Take(body);

    /// <inheritdoc/>
    protected override bool TryRestartInput(int window) => _inputs.TryRestart(window);

    /// <inheritdoc/>
    protected override void Grant(int items) => _inputs.Grant(items);

    /// <inheritdoc/>
    protected override int PassReply(ReadOnlySpan<byte> payload)
    {
        _passed = 0;
        _memory.Receive(_codec.ReadReply(payload), _pass);
        return _passed;
    }

    /// <inheritdoc/>
    protected override int PassHeld()
    {
        _passed = 0;
        _memory.Finish(_pass);
        return _passed;
    }

    // After the end of the call what a caller sends is ignored; after the end of the input it is a defect.
    private static InvalidOperationException? RefuseInput(StreamWrite why) =>
        why == StreamWrite.Completed ? new InvalidOperationException("The input was completed before.") : null;

    private void Pass(TReply reply)
    {
        _passed++;
        // Never waits (no bound) and never throws (nothing refused): after the end of the call the stream gives it back.
        _ = _replies.WriteAsync(reply, CancellationToken.None).AsTask();
    }
}
