namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// The caller's memory of one call, for the case that its worker dies: what to ask the next worker, and which of its replies
/// the caller has already. This one asks the same again and passes every reply on. Not thread-safe.
/// </summary>
/// <param name="request">What was asked.</param>
internal class CallReplayState<TRequest, TReply>(TRequest request)
    where TRequest : notnull
{
    /// <summary>Whether another worker may go on, once a worker has got the request.</summary>
    public virtual bool MayRepeat => true;

    /// <summary>Whether the caller has all it needs, though the worker has not ended the call.</summary>
    public virtual bool IsComplete => false;

    /// <summary>What was asked at first.</summary>
    protected TRequest Original { get; } = request;

    /// <summary>What to ask the worker that has the call now.</summary>
    public virtual TRequest Ask() => Original;

    /// <summary>A reply has arrived.</summary>
    /// <param name="reply">The reply; owned by this from here on.</param>
    /// <param name="pass">Called, in order, for what the caller shall see, which owns it then.</param>
    public virtual void Receive(TReply reply, Action<TReply> pass) => pass(reply);

    /// <summary>The worker has ended the call well: passes on what was held back.</summary>
    public virtual void Finish(Action<TReply> pass)
    {
        // Nothing is ever held back here.
    }
}
