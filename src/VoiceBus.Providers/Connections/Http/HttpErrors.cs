using System.Net;
using System.Text.Json;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>
/// Says why a vendor that is asked over HTTP failed, and what to do about it. A vendor derives from it for its own codes. Immutable;
/// thread-safe.
/// </summary>
/// <param name="context">Whose failures they are.</param>
/// <param name="secrets">What nobody may read: keys, values of headers, parts of the address.</param>
internal class HttpErrors(VendorContext context, params IEnumerable<string?> secrets) : ProviderErrors(context, secrets)
{
    private const int MostOfBody = 16 * 1024;

    private readonly TimeProvider _time = context.Time;

    /// <summary>The vendor was silent for too long.</summary>
    /// <param name="waited">How long.</param>
    /// <param name="first">Whether its answer had not begun.</param>
    public ProviderException Silent(TimeSpan waited, bool first) => Fail(
        FailureKind.Timeout, true, $"{(first ? "said nothing" : "fell silent")} for {waited.TotalSeconds:0.###} s");

    /// <summary>The failure that an answer with another status than success stands for; reads the answer.</summary>
    public async Task<ProviderException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var said = VendorError.Read(await ReadAsync(response, cancellationToken));
        return Refused(response.StatusCode, said, RetryAfterOf(response, _time));
    }

    /// <summary>The failure that a status stands for.</summary>
    public virtual ProviderException Refused(HttpStatusCode status, VendorError said, TimeSpan? retryAfter = null)
    {
        var code = said.Code is { } word && word != $"{(int)status}" ? $"{(int)status}, {word}" : $"{(int)status}";
        return (int)status switch
        {
            401 or 403 => Fail(FailureKind.Unauthorized, false, $"refused the credentials ({code}): check the key", detail: said.Text),
            402 => Fail(FailureKind.RateLimited, true, $"wants to be paid ({code}): look at the account's balance", said.Text, retryAfter),
            404 or 405 => Fail(FailureKind.BadRequest, true, $"does not know what it was asked for ({code}): check the address and the model", detail: said.Text),
            408 => Fail(FailureKind.Timeout, true, $"gave up waiting ({code})", detail: said.Text),
            429 => Fail(FailureKind.RateLimited, true, $"asked to be left alone ({code}): its rate or quota is used up", said.Text, retryAfter),
            >= 500 => Fail(FailureKind.Unavailable, true, $"is in trouble ({code})", said.Text, retryAfter),
            >= 400 => Fail(FailureKind.BadRequest, false, $"refused the request ({code}): check the provider's options", detail: said.Text),
            >= 300 => Fail(FailureKind.BadResponse, true, $"is somewhere else ({code}): set the address to where it redirects", detail: said.Text),
            _ => Fail(FailureKind.BadResponse, true, $"reported an error with a status of success ({code})", detail: said.Text),
        };
    }

    /// <summary>The failure that a vendor reports in an answer which began as one.</summary>
    public ProviderException Reported(VendorError said)
    {
        var code = said.Code is { } word ? $" ({word})" : "";
        return (said.Status ?? StatusOf(said.Code)) switch
        {
            429 => Fail(FailureKind.RateLimited, true, $"asked to be left alone{code}: its rate or quota is used up", said.Text),
            401 or 402 or 403 => Fail(FailureKind.Unauthorized, false, $"refused the credentials{code}: check the key", said.Text),
            >= 400 and < 500 => Fail(FailureKind.BadRequest, true, $"refused the request{code}: check the provider's options", said.Text),
            _ => Fail(FailureKind.BadResponse, true, $"reported an error instead of its answer{code}", said.Text),
        };
    }

    /// <summary>The failure an exception stands for, or null when it is a defect of ours and must travel up.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="answered">Whether the vendor had begun to answer: then it could be reached.</param>
    public ProviderException? From(Exception error, bool answered = false)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ProviderException known:
                    return known;
                case TimeoutException:
                    return Fail(FailureKind.Timeout, true, "cannot be reached: check the address, and whether it runs", detail: cause.Message, inner: error);
                case MessageTooLongException or InvalidDataException:
                    return Malformed(cause.Message, error);
                case JsonException or FormatException:
                    return Malformed("this is no JSON", error);
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when !answered:
                    return Fail(FailureKind.Unavailable, true, "cannot be trusted: its TLS certificate was refused", detail: cause.Message, inner: error);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError } when !answered && cause.InnerException is not TimeoutException:
                    return Fail(FailureKind.Unavailable, true, "cannot be reached: check the address, and whether it runs", detail: cause.Message, inner: error);
            }
        }

        return error is HttpRequestException or IOException
            ? Fail(FailureKind.BadResponse, true, $"broke off {(answered ? "in the middle of" : "before")} its answer", inner: error)
            : null;
    }

    /// <summary>How long an answer asks to leave its vendor alone, or null.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time) =>
        RetryAfter.Read(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, time);

    /// <summary>The body of a refusal; empty when it cannot be read, or is longer than 16 KB.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MostOfBody, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException)
        {
            return "";
        }
    }

    // The words vendors have for errors that HTTP has a number for.
    private static int? StatusOf(string? code) =>
        code is null ? null
        : Has(code, "rate_limit", "ratelimit", "quota", "throttl", "too_many") ? 429
        : Has(code, "auth", "apikey", "api_key", "token_invalid", "arrear") ? 401
        : Has(code, "invalid_request", "invalidparameter", "not_found", "context_length") ? 400
        : null;

    private static bool Has(string code, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
            if (code.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
