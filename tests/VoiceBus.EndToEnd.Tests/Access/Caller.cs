using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>Asks a server over real sockets, each time on a connection of its own, with exactly the headers that are given.</summary>
internal sealed class Caller(RunningServer server) : IDisposable
{
    private const string Status = "/api/event-bus/status";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        BaseAddress = server.Http,
    };

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
        try
        {
            await socket.ConnectAsync(server.Socket, Deadline);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            return (int)socket.HttpStatusCode;
        }

        socket.Abort();
        return (int)HttpStatusCode.SwitchingProtocols;
    }

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
