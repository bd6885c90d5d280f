using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>Asks a server over real sockets, each time on a connection of its own, with exactly the headers that are given.</summary>
/// <param name="server">The server.</param>
/// <param name="proxy">The Unix socket of a proxy in front of it; null to ask it directly.</param>
internal sealed class Caller(RunningServer server, string? proxy = null) : IDisposable
{
    private const string Status = "/api/event-bus/status";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));
    private readonly HttpClient _http = new(Handler(proxy)) { BaseAddress = server.Http };

    public CancellationToken Deadline => _deadline.Token;

    public Task<Reply> ReadAsync(params (string Name, string Value)[] headers) => SendAsync("GET", Status, null, headers);

    public Task<Reply> ChangeAsync(params (string Name, string Value)[] headers) =>
        SendAsync("PATCH", "/api/config/decoupling", """{"turn":{"voice":"low"}}""", headers);

    public Task<Reply> ProvisionAsync(params (string Name, string Value)[] headers) =>
        SendAsync("POST", "/api/ota/", """{"application":{"version":"1.8.5"}}""", [("Device-Id", "aa:bb:cc:dd:ee:ff"), .. headers]);

    public async Task<Reply> SendAsync(string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline);
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new Reply((int)response.StatusCode, isStream ? "" : await response.Content.ReadAsStringAsync(Deadline), response.Headers);
    }

    /// <summary>Opens a device's socket and closes it again.</summary>
    /// <returns>101, or the status it was refused with.</returns>
    public async Task<int> OpenSocketAsync(params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        using var invoker = new HttpMessageInvoker(Handler(proxy));
        try
        {
            await socket.ConnectAsync(server.Socket, invoker, Deadline);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            return (int)socket.HttpStatusCode;
        }

        socket.Abort();
        return (int)HttpStatusCode.SwitchingProtocols;
    }

    private static SocketsHttpHandler Handler(string? proxy) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = proxy is null ? null : async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(proxy), token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public void Dispose()
    {
        _http.Dispose();
        _deadline.Dispose();
    }

    internal sealed record Reply(int Status, string Body, System.Net.Http.Headers.HttpResponseHeaders Headers)
    {
        public JsonElement Json => JsonElement.Parse(Body);

        public override string ToString() => $"{Status} {Body}";
    }
}
