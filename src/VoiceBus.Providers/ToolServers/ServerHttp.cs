using ModelContextProtocol.Client;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>The way to HTTP servers.</summary>
internal static class ServerHttp
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    // Until an event stream begins, connecting included; longer than that, whose failure says more.
    private static readonly TimeSpan _streamTimeout = TimeSpan.FromSeconds(20);

    /// <summary>A transport for one connection; owns its HTTP client.</summary>
    public static IClientTransport Transport(ToolServerSettings server, int maxMessage)
    {
        var options = new HttpClientTransportOptions
        {
            Name = server.Name,
            Endpoint = server.Url!,
            // Streamable HTTP first, and server-sent events where that is refused: files seldom say which.
            TransportMode = server.IsSse ? HttpTransportMode.Sse : HttpTransportMode.AutoDetect,
            ConnectionTimeout = _streamTimeout,
            AdditionalHeaders = server.Headers.ToDictionary(static header => header.Key, static header => header.Value),
        };
        return new HttpClientTransport(options, Client(maxMessage), loggerFactory: null, ownsHttpClient: true);
    }

    /// <summary>What went wrong: of a failed HTTP request the cause says more than the failure.</summary>
    public static string Explain(Exception fault) =>
        fault is HttpRequestException { InnerException: { } cause } ? cause.GetBaseException().Message : fault.Message;

    private static HttpClient Client(int maxMessage) => new(new BoundedAnswers(
        new SameOriginRedirects(
            new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = _connectTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(10) }),
        maxMessage))
    {
        Timeout = Timeout.InfiniteTimeSpan, // Every request has its own token, and the event stream stays open.
    };
}
