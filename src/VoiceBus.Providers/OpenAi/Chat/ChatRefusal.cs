using System.Net;
using System.Text.Json;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>An answer that is none: a status other than success, or an error where the answer should be.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">As it came, cut to a readable length.</param>
/// <param name="RetryAfter">How long the vendor asks to be left alone, or null.</param>
internal sealed record ChatRefusal(HttpStatusCode Status, string Body, TimeSpan? RetryAfter)
{
    /// <summary>What the body says.</summary>
    public VendorError Said { get; } = VendorError.Read(Body);

    /// <summary>Whether it is a page for people where an answer should be.</summary>
    public bool IsPage { get; private init; }

    /// <summary>The refusal that an answer is although its status says success; null when it is an answer.</summary>
    public static ChatRefusal? In(ChatAnswer answer)
    {
        if (answer.IsPage)
            return new ChatRefusal(HttpStatusCode.OK, "", null) { IsPage = true };
        return answer.Json?.FirstOrDefault(static document => VendorError.Find(document) is not null) is { ValueKind: JsonValueKind.Object } error
            ? new ChatRefusal(HttpStatusCode.OK, error.GetRawText(), null) : null;
    }

    /// <summary>Reads a refusal; never fails for what the body is.</summary>
    public static async Task<ChatRefusal> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken) =>
        new(response.StatusCode, await HttpErrors.ReadAsync(response, cancellationToken), HttpErrors.RetryAfterOf(response, time));
}
