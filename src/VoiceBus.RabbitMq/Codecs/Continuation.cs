namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// The caller's memory of one call, for the case that its worker dies: what to ask the next worker, and which of its replies
/// the caller has already. This one asks the same again and passes every reply on. Not thread-safe.
/// </summary>
/// <param name="request">What was asked.</param>
internal class Continuation<TRequest, TReply>(TRequest request)
    where TRequest : notnull
{
    /// <summary>What was asked at first.</summary>
    protected TRequest Original { get; } = request;

    /// <summary>Whether another worker may go on, once a worker has got the request.</summary>
    public virtual bool MayRepeat => true;

    /// <summary>What to ask the worker now.</summary>
    /// <param name="again">Whether another worker was asked before.</param>
    public virtual TRequest Ask(bool again) => Original;

    /// <summary>A reply has arrived.</summary>
    /// <param name="reply">The reply; owned by this from here on.</param>
    /// <param name="pass">Called, in order, for what the caller shall see, which owns it then.</param>
    public virtual void Receive(TReply reply, Action<TReply> pass) => pass(reply);
}
