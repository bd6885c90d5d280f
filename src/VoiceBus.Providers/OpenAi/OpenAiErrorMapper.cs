using System.ClientModel;
using System.Net;
using System.Text.Json;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.OpenAi;

/// <summary>Says in our words why a vendor failed. No message holds a secret: keys and header values are blacked out.</summary>
internal sealed class OpenAiErrorMapper(string provider, OpenAiCompatibleOptions options, TimeProvider time)
{
    private const int MaxBody = 16 * 1024;

    /// <summary>The failure an answer stands for that is no stream.</summary>
    public async Task<ProviderException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var said = VendorError.Read(await ReadAsync(response, cancellationToken));
        var code = Blacken(said.Code is { } given ? $"{(int)status}, {given}" : $"{(int)status}");
        return status switch
        {
            HttpStatusCode.TooManyRequests => Fail(FailureKind.RateLimited, true, $"asked to be left alone ({code})", RetryAfter(response), said.Text),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Fail(FailureKind.Unauthorized, false, $"refused the credentials ({code})", detail: said.Text),
            HttpStatusCode.RequestTimeout => Fail(FailureKind.Timeout, true, $"gave up waiting ({code})", detail: said.Text),
            >= HttpStatusCode.InternalServerError => Fail(FailureKind.Unavailable, true, $"is in trouble ({code})", RetryAfter(response), said.Text),
            >= HttpStatusCode.BadRequest => Fail(FailureKind.BadRequest, false, $"refused the request ({code})", detail: said.Text),
            _ => Fail(FailureKind.BadResponse, true, $"answered no event stream ({code})", detail: said.Text),
        };
    }

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

        return e is ClientResultException ? Fail(FailureKind.Unavailable, true, "failed", inner: e) : null;
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

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBody, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException)
        {
            return "";
        }
    }

    private IEnumerable<string> Secrets =>
        options.Headers.Values.Append(options.Key ?? "").Concat(UrlParts.Secrets(options.Url)).Where(static secret => secret.Length > 3);

    private bool IsClean(Exception? e) => e?.ToString() is not { } text || !Secrets.Any(text.Contains);

    private string Blacken(string text) => Secrets.Aggregate(text, static (clean, secret) => clean.Replace(secret, "***", StringComparison.Ordinal));
}
