using System.Net.WebSockets;
using System.Security.Authentication;

namespace VoiceBus.Providers.Connections;

/// <summary>
/// Says in our words why a vendor failed, and what to do about it. What the vendor itself said is the detail. Neither holds a
/// secret. A vendor derives from it for its own codes. Immutable; thread-safe.
/// </summary>
/// <param name="context">Whose failures they are.</param>
/// <param name="secrets">What nobody may read: keys, passwords. Null and short ones are left out.</param>
internal class ProviderErrors(VendorContext context, params IEnumerable<string?> secrets)
{
    // Shorter ones would mask half of any sentence, and are no secrets.
    private const int MinSecret = 4;

    // The longer first: one may be part of another.
    private readonly string[] _secrets = [.. secrets
        .SelectMany(static secret => new[] { secret, VendorKey.Bare(secret) }).OfType<string>().Where(static secret => secret.Length >= MinSecret).Distinct()
        .OrderByDescending(static secret => secret.Length)];

    /// <summary>A failure; the message begins with the provider's name.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="retryable">Whether the same request may succeed elsewhere or later.</param>
    /// <param name="what">What the vendor did and the remedy, in our words, such as "refused the credentials (401): check the key".</param>
    /// <param name="detail">What the vendor said, or null.</param>
    /// <param name="retryAfter">How long it asked to be left alone, or null.</param>
    /// <param name="inner">What caused it, or null; left out when it names a secret.</param>
    public ProviderException Fail(
        FailureKind kind, bool retryable, string what, string? detail = null, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(context.Service, context.Provider, kind, retryable, $"{context.Provider} {Mask(what)}", retryAfter, IsClean(inner) ? inner : null)
        {
            Detail = string.IsNullOrWhiteSpace(detail) ? null : Mask(detail.ReplaceLineEndings(" ")),
        };

    /// <summary>A deadline passed.</summary>
    public ProviderException Late(string what, TimeSpan waited) =>
        Fail(FailureKind.Timeout, true, $"{what} within {waited.TotalSeconds:0.###} s");

    /// <summary>It answered something that is not its protocol.</summary>
    public ProviderException Malformed(string what, Exception? inner = null) =>
        Fail(FailureKind.BadResponse, true, $"answered something that is not its protocol ({what})", inner: inner);

    /// <summary>The connection is gone in the middle of an answer.</summary>
    public ProviderException Broken(Exception? inner) =>
        Fail(FailureKind.BadResponse, true, "broke off the connection", inner?.Message, inner: inner);

    /// <summary>The vendor closed a WebSocket when it still owed an answer (RFC 6455, 7.4).</summary>
    public virtual ProviderException Closed(WebSocketCloseStatus? status, string? reason)
    {
        var code = $"{(int)(status ?? WebSocketCloseStatus.Empty)}";
        return status switch
        {
            WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.InternalServerError or (WebSocketCloseStatus)1012 or (WebSocketCloseStatus)1013 =>
                Fail(FailureKind.Unavailable, true, $"is in trouble and closed the connection ({code})", reason),
            WebSocketCloseStatus.PolicyViolation or WebSocketCloseStatus.InvalidPayloadData or WebSocketCloseStatus.InvalidMessageType
                or WebSocketCloseStatus.MessageTooBig or WebSocketCloseStatus.ProtocolError or WebSocketCloseStatus.MandatoryExtension =>
                Fail(FailureKind.BadRequest, true, $"refused what it was sent and closed the connection ({code}): check the provider's options", reason),
            _ => Fail(FailureKind.BadResponse, true, $"closed the connection before it had answered ({code})", reason),
        };
    }

    /// <summary>
    /// It answered the handshake of a WebSocket with something else. A refusal is the fault of the provider's options, not of what
    /// somebody said: another provider may be asked.
    /// </summary>
    public virtual ProviderException Refused(HandshakeRefusal refusal)
    {
        var code = refusal.Status;
        return code switch
        {
            401 or 403 => Fail(FailureKind.Unauthorized, false, $"refused the credentials ({code}): check the provider's key", refusal.Said),
            407 => Fail(FailureKind.Unavailable, true, "cannot be reached: the proxy wants credentials (407)"),
            408 => Fail(FailureKind.Timeout, true, "gave up waiting (408)", refusal.Said),
            429 => Fail(FailureKind.RateLimited, true, "asked to be left alone (429)", refusal.Said, refusal.RetryAfter(context.Time)),
            >= 500 => Fail(FailureKind.Unavailable, true, $"is in trouble ({code})", refusal.Said, refusal.RetryAfter(context.Time)),
            402 => Fail(FailureKind.RateLimited, true, "wants to be paid (402): check the account's balance", refusal.Said),
            404 => Fail(FailureKind.BadRequest, true, "has no WebSocket under this address (404): check the provider's url", refusal.Said),
            >= 400 => Fail(FailureKind.BadRequest, true, $"refused the request ({code}): check the provider's options", refusal.Said),
            _ => Fail(FailureKind.BadResponse, true, $"did not answer as a WebSocket ({code}): check the provider's url", refusal.Said),
        };
    }

    /// <summary>It cannot be reached at all.</summary>
    /// <param name="url">Where it was looked for.</param>
    /// <param name="cause">What the system says.</param>
    /// <param name="untrusted">Whether its certificate was refused.</param>
    public virtual ProviderException Unreachable(Uri url, Exception cause, bool untrusted = false)
    {
        var place = $"{url.Scheme}://{url.Host}:{url.Port}";
        if (untrusted)
        {
            return Fail(
                FailureKind.Unavailable,
                true,
                $"has a certificate at {place} that this machine does not trust: install its authority, or set allow_untrusted_certificate where the provider has that option",
                inner: cause);
        }

        return CauseOf(cause) switch
        {
            HttpRequestError.NameResolutionError => Fail(FailureKind.Unavailable, true, $"cannot be reached: there is no host '{url.Host}'", inner: cause),
            HttpRequestError.SecureConnectionError => Fail(
                FailureKind.Unavailable, true, $"speaks no TLS at {place}: check the url (ws instead of wss?)", cause.GetBaseException().Message, inner: cause),
            HttpRequestError.ProxyTunnelError => Fail(FailureKind.Unavailable, true, $"cannot be reached at {place}: the proxy refused", inner: cause),
            HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded => Fail(
                FailureKind.Unavailable, true, $"did not answer at {place} as a web server does: check the url, and whether it wants TLS (wss)", inner: cause),
            _ => Fail(
                FailureKind.Unavailable, true, $"cannot be reached at {place}: check the url and that the server runs", cause.GetBaseException().Message, inner: cause),
        };
    }

    private static HttpRequestError CauseOf(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException!)
        {
            if (e is AuthenticationException)
                return HttpRequestError.SecureConnectionError;
            if (e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http)
                return http.HttpRequestError;
        }

        return HttpRequestError.Unknown;
    }

    private bool IsClean(Exception? e) => e?.ToString() is not { } text || !Array.Exists(_secrets, text.Contains);

    private string Mask(string text) => _secrets.Aggregate(text, static (clean, secret) => clean.Replace(secret, "***", StringComparison.Ordinal));
}
