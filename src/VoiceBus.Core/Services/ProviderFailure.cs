using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Services;

/// <summary>Turns whatever a provider threw into the one exception type, and says what it means for the provider.</summary>
internal static class ProviderFailure
{
    /// <summary>Whether the failure speaks against the provider (a bad request or a full pool does not).</summary>
    public static bool IsFault(ProviderException failure) =>
        failure.Kind is not (FailureKind.BadRequest or FailureKind.Overloaded or FailureKind.Cancelled);

    /// <summary>Whether the next provider may be asked; credentials are one provider's own.</summary>
    public static bool MayTryNext(ProviderException failure) =>
        failure.Retryable || failure.Kind == FailureKind.Unauthorized;

    public static ProviderException From(Exception error, ProviderAttempt attempt) => error switch
    {
        _ when attempt.Token.IsCancellationRequested => New(attempt, FailureKind.Timeout, TimeoutText(attempt), error),
        ProviderException failure => failure,
        PoolExhaustedException => New(attempt, FailureKind.Overloaded, error.Message, error),
        ObjectDisposedException => New(attempt, FailureKind.Unavailable, "The provider was taken out of use.", error),
        OperationCanceledException or TimeoutException => New(attempt, FailureKind.Timeout, "The provider gave up waiting.", error),
        HttpRequestException http => FromHttp(http, attempt),
        IOException or SocketException or WebSocketException =>
            New(attempt, FailureKind.Unavailable, $"The connection to provider '{attempt.Provider}' broke ({CauseOf(error)}).", error),
        // A defect of one provider's code must not take the fallback away from the user; the event tells its type.
        _ => New(attempt, FailureKind.Internal, $"Provider '{attempt.Provider}' threw {error.GetType().Name}.", error),
    };

    private static ProviderException FromHttp(HttpRequestException error, ProviderAttempt attempt)
    {
        var (kind, retryable) = error.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (FailureKind.Unauthorized, true),
            HttpStatusCode.TooManyRequests => (FailureKind.RateLimited, true),
            HttpStatusCode.RequestTimeout => (FailureKind.Timeout, true),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => (FailureKind.BadRequest, false),
            _ => (FailureKind.Unavailable, true),
        };
        var what = error.StatusCode is { } status ? $"answered {(int)status}" : $"cannot be reached ({CauseOf(error)})";
        return New(attempt, kind, $"Provider '{attempt.Provider}' {what}.", error, retryable);
    }

    // Words of the system, never of the request.
    private static string CauseOf(Exception error) => error switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        WebSocketException socket => socket.WebSocketErrorCode.ToString(),
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        _ => error.GetType().Name,
    };

    private static string TimeoutText(ProviderAttempt attempt) => attempt.Latency is null
        ? $"Provider '{attempt.Provider}' gave no reply in time."
        : $"Provider '{attempt.Provider}' did not finish in time.";

    private static ProviderException New(
        ProviderAttempt attempt, FailureKind kind, string message, Exception inner, bool retryable = true) =>
        new(attempt.Service, attempt.Provider, kind, retryable, message, inner: inner)
        {
            Detail = inner is OperationCanceledException or TimeoutException or PoolExhaustedException ? null : inner.Message,
        };
}
