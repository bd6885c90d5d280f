using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.ToolServers;

/// <summary>
/// Breaks off an HTTP server's answer when one line of it grows too long: a message is one line of JSON, or one event of a
/// stream, and is gathered before it is read. Thread-safe.
/// </summary>
internal sealed class BoundedAnswers(HttpMessageHandler inner, int maxMessage) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var content = response.Content;
        response.Content = new StreamContent(new BoundedLines(await content.ReadAsStreamAsync(cancellationToken), maxMessage));
        foreach (var (name, values) in content.Headers)
            response.Content.Headers.TryAddWithoutValidation(name, values);
        return response;
    }
}
