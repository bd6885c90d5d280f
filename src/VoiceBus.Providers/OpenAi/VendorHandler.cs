using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// The last to touch a request and the first to see its answer: merges the extra body and headers in, turns refusals into
/// provider failures and guards the stream against being cut short.
/// </summary>
internal sealed class VendorHandler(OpenAiCompatibleOptions options, OpenAiErrorMapper failures, HttpMessageHandler connections)
    : DelegatingHandler(connections)
{
    // A picture's base64 and most languages would grow when escaped for web pages.
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(VendorConnections.ConnectTimeout, options.ConnectTimeout);
        SetHeaders(request.Headers);
        if (request.Content is { } content)
            request.Content = await RewriteAsync(content, cancellationToken);

        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            using (response)
                throw await failures.RefusedAsync(response, cancellationToken);
        }

        response.Content = await GuardAsync(response.Content, cancellationToken);
        return response;
    }

    private void SetHeaders(HttpRequestHeaders headers)
    {
        if (string.IsNullOrEmpty(options.Key))
            headers.Remove("Authorization");
        foreach (var (name, value) in options.Headers)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private async Task<HttpContent> RewriteAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await content.ReadAsByteArrayAsync(cancellationToken)) as JsonObject ?? [];
        if (options.MaxTokens is { } tokens)
            body["max_tokens"] = tokens;
        if (options.ExtraBody is { ValueKind: JsonValueKind.Object } extra)
            Merge(body, extra);
        var rewritten = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, _readable));
        rewritten.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return rewritten;
    }

    // RFC 7396.
    private static void Merge(JsonObject into, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                into.Remove(member.Name);
            else if (member.Value.ValueKind == JsonValueKind.Object)
                Merge(ObjectAt(into, member.Name), member.Value);
            else
                into[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
    }

    private static JsonObject ObjectAt(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject existing)
            return existing;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    private static async Task<HttpContent> GuardAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var guarded = new StreamContent(new CompleteSseStream(await content.ReadAsStreamAsync(cancellationToken)));
        foreach (var (name, values) in content.Headers)
            guarded.Headers.TryAddWithoutValidation(name, values);
        return guarded;
    }
}
