using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Processes;

/// <summary>More connections than the process may have handles: those over the limit are let go, and the process lives on.</summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private const int Handles = 700;

    private readonly TemporaryFolder _data = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(120));

    private CancellationToken Ct => _deadline.Token;

    public void Dispose()
    {
        _deadline.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_flood_of_connections_is_survived_and_afterwards_a_turn_works()
    {
        var (server, http) = await StartAsync();
        using var process = server;
        try
        {
            await FloodAsync(server, http);
            using var client = new HttpClient();
            await Eventually.GetAsync(() => IsAliveAsync(client, http), static alive => alive);
            await using var device = await DeviceClient.ConnectAsync(
                new DeviceClientOptions
                {
                    Url = new Uri($"ws://{http.Authority}/ws"),
                    DeviceId = "02:00:00:00:00:07",
                    ConnectTimeout = TimeSpan.FromSeconds(60),
                    HelloTimeout = TimeSpan.FromSeconds(60),
                },
                Ct);
            var turn = await device.TypeAsync("What is twelve times seven?", Ct);
            turn.Text.ShouldContain("84");
            turn.Audio.Samples.ShouldNotBeEmpty();
            (await client.GetStringAsync(new Uri(http, "/metrics"), Ct)).ShouldContain("limit=\"connections\"");
        }
        finally
        {
            if (!server.HasExited)
                server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task FloodAsync(Process server, Uri http)
    {
        var plain = new List<Socket>();
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < Handles + 300; i++)
            {
                plain.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                // One that is let go at once may be so before it is known to be connected.
                await plain[i].ConnectAsync(IPAddress.Loopback, http.Port, Ct).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            server.HasExited.ShouldBeFalse($"it ended after {plain.Count} connections");

            for (var i = 0; i < 50; i++)
            {
                sockets.Add(new ClientWebSocket());
                await sockets[i].ConnectAsync(new Uri($"ws://{http.Authority}/ws"), Ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Those over the limit are closed from the other end.
            var closed = plain.Count(static socket => socket.Poll(TimeSpan.FromMilliseconds(1), SelectMode.SelectRead));
            closed.ShouldBeGreaterThan(300);
        }
        finally
        {
            plain.ForEach(static socket => socket.Dispose());
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static async Task<bool> IsAliveAsync(HttpClient client, Uri http)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(http, "/health/live"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // What was left open by the flood is being let go.
        }
    }

    private async Task<(Process Server, Uri Http)> StartAsync()
    {
        var assembly = typeof(VoiceBus.Server.VoiceBusServer).Assembly.Location;
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit -n {Handles}; exec dotnet \"{assembly}\" --urls http://127.0.0.1:0 --VoiceBus:Rehearse=false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VOICEBUS_DATA"] = _data.Path;
        var server = Process.Start(start)!;
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginErrorReadLine();
        // Read to the end: what a flood has to say must not fill the pipe.
        var page = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OutputDataReceived += (_, read) =>
        {
            if (read.Data is null)
                page.TrySetException(new InvalidOperationException("The server ended at its start."));
            else if (read.Data.Contains("voicebus: page", StringComparison.Ordinal))
                page.TrySetResult(new Uri(read.Data.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
        };
        server.BeginOutputReadLine();
        return (server, await page.Task.WaitAsync(Ct));
    }
}
