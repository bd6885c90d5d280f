using System.Net;
using System.Text.Json;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Says in our words why a vendor failed. No message holds a secret: keys and header values are blacked out.</summary>
internal sealed class OpenAiErrorMapper(string provider, OpenAiCompatibleOptions options)
{
    /// <summary>The failure an answer stands for that is no answer.</summary>
    public ProviderException Refused(ChatRefusal refusal)
    {
        var (status, said) = (refusal.Status, refusal.Said);
        var code = Blacken(said.Code is { } given && given != $"{(int)status}" ? $"{(int)status}, {given}" : $"{(int)status}");
        return status switch
        {
            HttpStatusCode.TooManyRequests => Fail(FailureKind.RateLimited, true, $"asked to be left alone ({code})", refusal.RetryAfter, said.Text),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Fail(FailureKind.Unauthorized, false, $"refused the credentials ({code})", detail: said.Text),
            HttpStatusCode.PaymentRequired => Fail(FailureKind.Unauthorized, false, $"wants its account to be topped up ({code})", detail: said.Text),
            HttpStatusCode.RequestTimeout => Fail(FailureKind.Timeout, true, $"gave up waiting ({code})", detail: said.Text),
            >= HttpStatusCode.InternalServerError => Fail(FailureKind.Unavailable, true, $"is in trouble ({code})", refusal.RetryAfter, said.Text),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed when said.Code is null =>
                Fail(FailureKind.BadRequest, false, $"refused the request ({code}): is its address right?", detail: said.Text),
            >= HttpStatusCode.BadRequest => Fail(FailureKind.BadRequest, false, $"refused the request ({code})", detail: said.Text),
            _ when refusal.IsPage => Fail(FailureKind.BadResponse, true, "answered with a web page: is its address right?"),
            >= HttpStatusCode.MultipleChoices => Fail(FailureKind.BadResponse, true, $"sends its callers to another address ({code}): configure that one", detail: said.Text),
            _ => Reported(said),
        };
    }

    /// <summary>The failure that a vendor reports in an answer which began as one.</summary>
    public ProviderException Reported(VendorError said)
    {
        var code = said.Code is { } given ? $" ({Blacken(given)})" : "";
        return (said.Status ?? StatusOf(said.Code)) switch
        {
            429 => Fail(FailureKind.RateLimited, true, $"asked to be left alone{code}", detail: said.Text),
            401 or 402 or 403 => Fail(FailureKind.Unauthorized, false, $"refused the credentials{code}", detail: said.Text),
            >= 400 and < 500 => Fail(FailureKind.BadRequest, true, $"refused the request{code}", detail: said.Text),
            _ => Fail(FailureKind.BadResponse, true, $"reported an error instead of its answer{code}", detail: said.Text),
        };
    }

    /// <summary>The answer is over, and not what it should be.</summary>
    public ProviderException Broken(string how) => Fail(FailureKind.BadResponse, true, how);

    /// <summary>The failure an exception stands for, or null when it is a defect of ours and must travel up.</summary>
    public ProviderException? From(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ProviderException known:
                    return known;
                case VendorStreamException broken:
                    return Fail(FailureKind.BadResponse, true, broken.Message);
                case TimeoutException:
                    return Fail(FailureKind.Timeout, true, "cannot be reached", detail: cause.Message, inner: e);
                case JsonException or FormatException:
                    return Fail(FailureKind.BadResponse, true, "answered something that is not its protocol", inner: e);
                case HttpRequestException { HttpRequestError: not HttpRequestError.ResponseEnded } when cause.InnerException is not TimeoutException:
                    return Fail(FailureKind.Unavailable, true, "cannot be reached", detail: cause.Message, inner: e);
                case IOException:
                    return Fail(FailureKind.BadResponse, true, "broke off in the middle of its answer", inner: e);
            }
        }

        return null;
    }

    /// <summary>The model was silent for too long.</summary>
    public ProviderException Late(TimeSpan waited, bool first) => Fail(
        FailureKind.Timeout, true, $"{(first ? "said nothing" : "fell silent")} for {waited.TotalSeconds:0.###} s");

    /// <summary>The stream ended properly and held nothing.</summary>
    public ProviderException Empty() => Fail(FailureKind.BadResponse, true, "answered nothing");

    private ProviderException Fail(
        FailureKind kind, bool retryable, string what, TimeSpan? retryAfter = null, string? detail = null, Exception? inner = null) =>
        new(ServiceType.Llm, provider, kind, retryable, $"{provider} {Blacken(what)}", retryAfter, IsClean(inner) ? inner : null)
        {
            Detail = detail is null ? null : Blacken(detail),
        };

    // The words vendors have for errors that HTTP has a number for.
    private static int? StatusOf(string? code) =>
        code is null ? null
        : Has(code, "rate_limit") || Has(code, "ratelimit") || Has(code, "quota") || Has(code, "throttl") || Has(code, "too_many") ? 429
        : Has(code, "auth") || Has(code, "apikey") || Has(code, "api_key") || Has(code, "token_invalid") || Has(code, "arrear") ? 401
        : Has(code, "invalid_request") || Has(code, "invalidparameter") || Has(code, "not_found") || Has(code, "context_length") ? 400
        : null;

    private static bool Has(string code, string part) => code.Contains(part, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Secrets =>
        options.Headers.Values.Append(options.Key ?? "").Append(VendorKey.Bare(options.Key) ?? "").Concat(UrlParts.Secrets(options.Url)).Where(static secret => secret.Length > 3);

    private bool IsClean(Exception? e) => e?.ToString() is not { } text || !Secrets.Any(text.Contains);

    private string Blacken(string text) => Secrets.Aggregate(text, static (clean, secret) => clean.Replace(secret, "***", StringComparison.Ordinal));
}
