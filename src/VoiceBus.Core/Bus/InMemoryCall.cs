using System.Runtime.CompilerServices;

namespace VoiceBus.Core.Bus;

/// <summary>Both ends of a call inside one process: two bounded streams under one life (<see cref="QueuedCall"/>).</summary>
internal sealed class InMemoryCall<TRequest, TInput, TReply>(
    MessageQueue queue,
    QueueOptions options,
    EventMessage message,
    ServiceContract<TRequest, TInput, TReply> contract,
    CallHandler<TRequest, TInput, TReply> handler)
    : QueuedCall(queue, options, message), IServiceCall<TInput, TReply>, IServedCall<TRequest, TInput, TReply>
    where TRequest : notnull
{
    private readonly CallStream<TInput> _inputs = new(options.StreamCapacity, contract.ReleaseInput);
    private readonly CallStream<TReply> _replies = new(options.StreamCapacity, contract.ReleaseReply);

    /// <inheritdoc/>
    public TRequest Request => (TRequest)Message.Payload!;

    /// <inheritdoc/>
    public ValueTask SendAsync(TInput input, CancellationToken cancellationToken)
    {
        var writing = _inputs.WriteAsync(input, cancellationToken);
        return writing.IsCompletedSuccessfully ? Sent(writing.Result) : SendWhenRoomAsync(writing);
    }

    /// <inheritdoc/>
    public ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        // Takes no room and never waits: the end of a stream is control, and control is never dropped.
        _inputs.Complete(null);
        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TReply> Replies(CancellationToken cancellationToken) => _replies.Read(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<TInput> Inputs(CancellationToken cancellationToken) => _inputs.Read(cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken)
    {
        var writing = _replies.WriteAsync(reply, cancellationToken);
        return writing.IsCompletedSuccessfully ? Replied(writing.Result) : ReplyWhenRoomAsync(writing);
    }

    /// <inheritdoc/>
    protected override Task HandleAsync() => handler(this, Stopping);

    /// <inheritdoc/>
    protected override void EndStreams(Exception? failure)
    {
        _inputs.Close(new OperationCanceledException("The call has ended.", Stopping));
        if (failure is CallFailedException { Kind: FailureKind.Cancelled })
            _replies.Close(failure);
        else
            _replies.Complete(failure);
    }

    /// <inheritdoc/>
    protected override void ReleaseReplies() =>
        _replies.Close(new CallFailedException(Message.Type, FailureKind.Cancelled, $"The caller left the {Message.Type.ToName()} call."));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendWhenRoomAsync(ValueTask<StreamWrite> writing) => await Sent(await writing);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplyWhenRoomAsync(ValueTask<StreamWrite> writing) => await Replied(await writing);

    private static ValueTask Sent(StreamWrite written) => written == StreamWrite.Completed
        ? ValueTask.FromException(new InvalidOperationException("The input was completed before."))
        : default;

    private ValueTask Replied(StreamWrite written) => written == StreamWrite.Taken
        ? default
        : ValueTask.FromException(new OperationCanceledException("The call has ended.", Stopping));
}
