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
    private readonly CallStream<TInput> _inputs = new(options.StreamCapacity, contract.ReleaseInput, RefuseInput);
    private readonly CallStream<TReply> _replies = new(options.StreamCapacity, contract.ReleaseReply, RefuseReply);

    /// <inheritdoc/>
    public TRequest Request => (TRequest)Message.Payload!;

    /// <inheritdoc/>
    public ValueTask SendAsync(TInput input, CancellationToken cancellationToken) => _inputs.WriteAsync(input, cancellationToken);

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
    public ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken) => _replies.WriteAsync(reply, cancellationToken);

    /// <inheritdoc/>
    protected override Task HandleAsync() => handler(this, Stopping);

    /// <inheritdoc/>
    protected override void EndStreams(Exception? failure)
    {
        _inputs.Close(new OperationCanceledException("The call has ended.", Stopping));
        _replies.Complete(failure);
    }

    /// <inheritdoc/>
    protected override void ReleaseReplies() =>
        _replies.Close(new CallFailedException(Message.Type, FailureKind.Cancelled, $"The caller left the {Message.Type.ToName()} call."));

    // After the end of the call what a caller sends is ignored; after the end of the input it is a defect.
    private static InvalidOperationException? RefuseInput(StreamWrite why) =>
        why == StreamWrite.Completed ? new InvalidOperationException("The input was completed before.") : null;

    private static OperationCanceledException RefuseReply(StreamWrite why) => new($"The call has ended ({why}).");
}
