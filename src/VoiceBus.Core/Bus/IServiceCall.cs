namespace VoiceBus.Core.Bus;

/// <summary>The caller's end of a call. One sender and one reader at a time; disposal may come from anywhere.</summary>
public interface IServiceCall<TInput, TReply> : IAsyncDisposable
{
    /// <summary>The message that opened the call.</summary>
    EventMessage Message { get; }

    /// <summary>
    /// Adds an item to the input stream; waits while the stream is full. The item belongs to the call from here on, also
    /// when this throws. After the call has ended items are released and ignored.
    /// </summary>
    /// <exception cref="InvalidOperationException">The input was completed before.</exception>
    ValueTask SendAsync(TInput input, CancellationToken cancellationToken);

    /// <summary>Ends the input stream; the service sees its end after the last item.</summary>
    ValueTask CompleteInputAsync(CancellationToken cancellationToken);

    /// <summary>The reply stream, in order, read once. Items belong to the reader.</summary>
    /// <exception cref="CallFailedException">Thrown from the enumeration after the last reply when the call failed.</exception>
    IAsyncEnumerable<TReply> Replies(CancellationToken cancellationToken);
}
