using System.Net;

namespace VoiceBus.Providers.ToolServers;

/// <summary>
/// Follows redirections that stay on the same server, such as that from <c>/mcp</c> to <c>/mcp/</c>, with the method and the body of the
/// request. One to another server is not followed: headers hold keys. Thread-safe.
/// </summary>
internal sealed class SameOriginRedirects(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxHops = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // What was sent once could not be sent again otherwise.
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        for (var hop = 0; hop < MaxHops && Next(request, response) is { } next; hop++)
        {
            response.Dispose();
            request.RequestUri = next;
            response = await base.SendAsync(request, cancellationToken);
        }

        return response;
    }

    private static Uri? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        var from = request.RequestUri!;
        var to = location.IsAbsoluteUri ? location : new Uri(from, location);
        var isSecured = from is { Scheme: "http", IsDefaultPort: true } && to is { Scheme: "https", IsDefaultPort: true };
        return to.Host.Equals(from.Host, StringComparison.OrdinalIgnoreCase) && (isSecured || (to.Scheme == from.Scheme && to.Port == from.Port)) ? to : null;
    }
}
