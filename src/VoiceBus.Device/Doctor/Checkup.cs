using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using VoiceBus.Device.Mcp;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Doctor;

/// <summary>Does what a board does at boot, and looks at everything on the way.</summary>
/// <param name="server">The server, as boards would be given it.</param>
/// <param name="token">The device token, or null to be let in by the one of the OTA answer as a board is.</param>
/// <param name="adminToken">The server's admin or read token, or null.</param>
/// <param name="http">The line.</param>
/// <param name="time">The clock.</param>
internal sealed class Checkup(Uri server, string? token, string? adminToken, HttpClient http, TimeProvider time)
{
    private const string DeviceId = "02:00:00:00:0d:0c";
    private const string Board = "voicebus-doctor";
    private const string Version = "1.0.0";
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly string _clientId = KeptClientId.Read();

    /// <summary>Checks one thing after the other; stops where the next would make no sense.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        var answer = await ProvisionAsync(findings, ct);
        if (answer is null)
            return findings;
        var reply = new OtaReply(answer.Value);
        findings.AddRange(reply.Check(time.GetUtcNow()));
        if (token is not null && reply.Token == token)
            findings.Add(Finding.Bad("token", "the server hands its device token to whoever asks", "Upgrade the server: devices get tokens of their own."));
        if (reply.Socket is { } socket)
            findings.AddRange(await GreetAsync(socket, reply, ct));
        findings.AddRange(await ServicesAsync(ct));
        return findings;
    }

    private async Task<JsonElement?> ProvisionAsync(List<Finding> findings, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/xiaozhi/ota/"))
        {
            Content = new StringContent(
                $$$"""{"application":{"version":"{{{Version}}}"},"board":{"type":"{{{Board}}}","name":"{{{Board}}}"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Device-Id", DeviceId);
        request.Headers.Add("Client-Id", _clientId);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(Board, Version));
        try
        {
            using var limit = Limit(ct);
            using var response = await http.SendAsync(request, limit.Token);
            findings.Add(Finding.Good("port", $"{server.Host}:{server.Port} is open"));
            if ((int)response.StatusCode != 200)
            {
                findings.Add(Finding.Bad("provisioning", $"answered {(int)response.StatusCode}; boards take nothing but 200 and follow no redirect", "Is it a VoiceBus server that listens there, and does a proxy pass /xiaozhi/ota/ on?"));
                return null;
            }

            findings.Add(response.Content.Headers.ContentLength is not null
                ? Finding.Good("provisioning", "answered 200 with its length")
                : Finding.Bad("provisioning", "answered in chunks, which boards do not read", "Switch off chunking and compression in the proxy for /xiaozhi/ota/."));
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token));
        }
        catch (HttpRequestException unreachable)
        {
            findings.Add(Finding.Bad("port", $"{server.Host}:{server.Port} does not answer ({unreachable.Message})", "Start the server with ./voicebus run; from another machine also look at --urls and the firewall."));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            findings.Add(Finding.Bad("port", $"{server.Host}:{server.Port} took longer than {_timeout.TotalSeconds:0} s", "See the server's log and its load."));
        }
        catch (JsonException)
        {
            findings.Add(Finding.Bad("provisioning", "the answer is no JSON", "Is it a VoiceBus server that listens there?"));
        }

        return null;
    }

    private async Task<IEnumerable<Finding>> GreetAsync(Uri socket, OtaReply reply, CancellationToken ct)
    {
        if (token is null && reply.Code is not null)
            return [Finding.Warn("hello", "not tried: the board would wait for its code to be typed", "Type the code and run doctor again, or give it the device token: --token.")];
        var tools = new DeviceTools();
        var options = new DeviceClientOptions
        {
            Url = socket,
            DeviceId = DeviceId,
            ClientId = _clientId,
            Token = token ?? reply.Token,
            Time = time,
            Features = new DeviceFeatures { Mcp = true },
            Tools = tools,
        };
        try
        {
            var start = time.GetTimestamp();
            await using var device = await DeviceClient.ConnectAsync(options, ct);
            var greeted = Finding.Good("hello", $"answered at {socket} after {time.GetElapsedTime(start).TotalMilliseconds:0} ms");
            return [greeted, await LookAsync(tools, options, ct)];
        }
        catch (DeviceException problem)
        {
            return [Finding.Bad("hello", problem.Message, problem.Failure switch
            {
                DeviceFailure.Unreachable => "The address in the answer leads nowhere from here: set VOICEBUS_PUBLIC_URL, and pass X-Forwarded-Proto, -Host and -Port through a proxy.",
                DeviceFailure.Rejected => "A proxy may not pass Authorization or WebSocket upgrades on; or --token is not that of VOICEBUS_DEVICE_TOKEN, or this device (02:00:00:00:0d:0c) was switched off.",
                _ => "See the server's log; a proxy may hold the connection back.",
            })];
        }
    }

    private async Task<Finding> LookAsync(DeviceTools tools, DeviceClientOptions device, CancellationToken ct)
    {
        using var limit = Limit(ct);
        try
        {
            return await VisionCheck.RunAsync(await tools.Vision.WaitAsync(limit.Token), http, device, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Finding.Bad("vision", $"the server did not ask for the device's tools, or pictures got no answer, within {_timeout.TotalSeconds:0} s", "See the server's log; a proxy may hold messages back.");
        }
    }

    private async Task<IEnumerable<Finding>> ServicesAsync(CancellationToken ct)
    {
        try
        {
            using var limit = Limit(ct);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/services/health"));
            if (adminToken is not null)
                request.Headers.Authorization = new("Bearer", adminToken);
            using var response = await http.SendAsync(request, limit.Token);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MisdirectedRequest)
                return [Finding.Warn("services", "the server tells them only to who has its token", "./voicebus doctor --admin-token <token>; it is in admin-token in the server's data folder, or in VOICEBUS_ADMIN_TOKEN.")];
            return ServiceReply.Check(JsonElement.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(limit.Token)));
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException || (problem is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [Finding.Bad("services", problem.Message, "See the server's log.")];
        }
    }

    private static CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
#pragma warning disable RS0030 // A program with one user: its own deadlines have no callbacks that throw.
        limit.CancelAfter(_timeout);
#pragma warning restore RS0030
        return limit;
    }
}
