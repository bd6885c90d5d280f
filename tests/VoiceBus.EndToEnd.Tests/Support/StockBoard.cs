using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoiceBus.Device;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// A board with stock firmware, as far as it is about being let in (protocol.md 6): asks at boot, shows a code, polls, connects
/// with the token it was told.
/// </summary>
internal sealed class StockBoard(string deviceId, string? clientId = "6f1c2c1e-0000-4000-8000-000000000001") : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public string DeviceId => deviceId;

    public string? ClientId => clientId;

    /// <summary>More headers of each request, or none.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>What it was told at boot.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Signs a token as the well-known servers do (protocol.md 1.2), by nobody's code but this.</summary>
    public static string Sign(string key, string clientId, string deviceId, DateTimeOffset issued)
    {
        var seconds = issued.ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{clientId}|{deviceId}|{seconds}"));
        return $"{Convert.ToBase64String(signature).Replace('+', '-').Replace('/', '_').TrimEnd('=')}.{seconds}";
    }

    /// <summary>Asks at boot; returns the code it is to show, or null.</summary>
    public async Task<string?> BootAsync(RunningServer server, CancellationToken ct)
    {
        var (status, answer) = await PostAsync(server, "/xiaozhi/ota/", """{"application":{"version":"1.8.5"},"board":{"type":"bread-compact-wifi"}}""", ct);
        status.ShouldBe(200, answer.ToString());
        Token = answer.GetProperty("websocket").GetProperty("token").GetString()!;
        return answer.TryGetProperty("activation", out var activation) ? activation.GetProperty("code").GetString() : null;
    }

    /// <summary>Asks whether it was activated.</summary>
    public async Task<int> PollAsync(RunningServer server, CancellationToken ct, string body = "{}") =>
        (await PostAsync(server, "/xiaozhi/ota/activate", body, ct)).Status;

    /// <summary>Connects with its token, or another.</summary>
    public Task<DeviceClient> ConnectAsync(RunningServer server, CancellationToken ct, string? token = null, bool inQuery = false) => DeviceClient.ConnectAsync(
        new DeviceClientOptions { Url = server.Socket, DeviceId = deviceId, ClientId = clientId ?? "", Token = token ?? Token, IdentityInQuery = inQuery }, ct);

    /// <summary>Tries to connect; returns why it is refused.</summary>
    public async Task<string> RefusedAsync(RunningServer server, CancellationToken ct, string? token = null) =>
        (await Should.ThrowAsync<DeviceException>(() => ConnectAsync(server, ct, token))).Message;

    /// <summary>An operator types a code.</summary>
    public async Task<int> TypeAsync(RunningServer server, string code, CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(server.Http, "/api/devices/activate"), new { code }, ct);
        return (int)answer.StatusCode;
    }

    /// <summary>Boots, has its code typed, boots again.</summary>
    public async Task ActivateAsync(RunningServer server, CancellationToken ct)
    {
        (await TypeAsync(server, (await BootAsync(server, ct)).ShouldNotBeNull(), ct)).ShouldBe(200);
        (await BootAsync(server, ct)).ShouldBeNull();
    }

    /// <summary>Any request with its identity.</summary>
    public async Task<(int Status, JsonElement Answer)> PostAsync(RunningServer server, string path, string body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Device-Id", deviceId);
        if (clientId is not null)
            request.Headers.TryAddWithoutValidation("Client-Id", clientId);
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request, ct);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(ct)));
    }

    public void Dispose() => _http.Dispose();
}
