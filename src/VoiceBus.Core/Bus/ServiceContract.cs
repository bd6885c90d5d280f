namespace VoiceBus.Core.Bus;

/// <summary>
/// What is said in a call of one service: a request, an input stream and a reply stream, with what to do with an item that
/// nobody will read any more (give back its pooled buffer).
/// </summary>
/// <typeparam name="TRequest">Opens the call.</typeparam>
/// <typeparam name="TInput">Caller → service, in order.</typeparam>
/// <typeparam name="TReply">Service → caller, in order.</typeparam>
/// <param name="Type">The service.</param>
/// <param name="ReleaseInput">Disposes of an unread input item; null when there is nothing to give back.</param>
/// <param name="ReleaseReply">Disposes of an unread reply item; null when there is nothing to give back.</param>
public sealed record ServiceContract<TRequest, TInput, TReply>(
    ServiceType Type,
    Action<TInput>? ReleaseInput = null,
    Action<TReply>? ReleaseReply = null)
    where TRequest : notnull;

/// <summary>The input of a service that takes none.</summary>
public readonly record struct NoInput;
