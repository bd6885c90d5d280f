namespace VoiceBus.Core.Bus;

/// <summary>The service's end of a call. One reader and one writer at a time.</summary>
public interface IServedCall<TRequest, TInput, TReply>
    where TRequest : notnull
{
    /// <summary>The message that opened the call.</summary>
    EventMessage Message { get; }

    /// <summary>What is asked.</summary>
    TRequest Request { get; }

    /// <summary>The input stream, in order, read once; ends when the caller completed it. Items belong to the reader.</summary>
    IAsyncEnumerable<TInput> Inputs(CancellationToken cancellationToken);

    /// <summary>Adds an item to the reply stream; waits while the stream is full. The item belongs to the call from here on.</summary>
    /// <exception cref="OperationCanceledException">The call has ended or the token was cancelled; the item was released.</exception>
    ValueTask ReplyAsync(TReply reply, CancellationToken cancellationToken);
}
