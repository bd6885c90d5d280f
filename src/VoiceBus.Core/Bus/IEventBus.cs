namespace VoiceBus.Core.Bus;

/// <summary>
/// Carries calls between sessions and service adapters. One per process; thread-safe. The same contract in memory and
/// across machines: order within a call, no order and no blocking between calls, bounded everywhere, cancel overtakes data,
/// every message ends exactly once.
/// </summary>
public interface IEventBus : IAsyncDisposable
{
    /// <summary>Puts a call into the service's message queue; waits while the queue is full.</summary>
    /// <returns>The caller's end; disposing it before the reply stream has ended cancels the call.</returns>
    /// <exception cref="CallFailedException">Kind Overloaded when the queue stayed full until the queue's open timeout;
    /// Unavailable when nobody serves the contract.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract,
        TRequest request,
        CallContext context,
        CancellationToken cancellationToken)
        where TRequest : notnull;

    /// <summary>Sets who answers the calls of a contract; once per service and process.</summary>
    /// <exception cref="InvalidOperationException">The service is already served here.</exception>
    void Serve<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract,
        CallHandler<TRequest, TInput, TReply> handler)
        where TRequest : notnull;

    /// <summary>The statistics of every queue, taken at one moment.</summary>
    BusStatus GetStatus();
}

/// <summary>
/// Answers one call. Returning ends the call completed; throwing ends it failed. The token is cancelled when the caller
/// leaves, the call's deadline passes or the bus stops; the handler must then return soon.
/// </summary>
public delegate Task CallHandler<TRequest, TInput, TReply>(
    IServedCall<TRequest, TInput, TReply> call,
    CancellationToken cancellationToken)
    where TRequest : notnull;
