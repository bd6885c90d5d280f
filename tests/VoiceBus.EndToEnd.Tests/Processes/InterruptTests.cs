using System.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Processes;

/// <summary>The server as a process of its own is interrupted (Ctrl-C) while it speaks.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("voicebus-interrupt-").FullName;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(120));

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task Once_it_speaks_to_the_end_and_is_gone()
    {
        var (server, http) = await StartAsync();
        using var _ = server;
        await using var device = await SpeakingAsync(http, "hello");
        await InterruptAsync(server);

        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Ct);
        await server.WaitForExitAsync(Ct);
        server.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Twice_it_ends_at_once()
    {
        var (server, http) = await StartAsync();
        using var _ = server;
        await using var device = await SpeakingAsync(http, "Tell me a long story");
        await InterruptAsync(server);
        using var client = new HttpClient();
        while (!await IsDrainingAsync(client, http))
            await Task.Yield();
        server.HasExited.ShouldBeFalse("it is speaking");
        await InterruptAsync(server);

        await server.WaitForExitAsync(Ct);
        server.ExitCode.ShouldBe(130);
        (await device.Completion.WaitAsync(Ct)).Reason.ShouldNotBe(DeviceEndReason.ServerClosed, "nobody said good-bye");
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<bool> IsDrainingAsync(HttpClient client, Uri http)
    {
        using var ready = await client.GetAsync(new Uri(http, "/health/ready"), Ct);
        return (await ready.Content.ReadAsStringAsync(Ct)).Contains("draining", StringComparison.Ordinal);
    }

    private async Task<DeviceClient> SpeakingAsync(Uri http, string text)
    {
        var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = new Uri($"ws://{http.Authority}/ws"), DeviceId = "02:ee:00:00:00:02" }, Ct);
        await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, text), Ct);
        await device.ReadUntilAsync(static e => e is AudioReceived, Ct);
        return device;
    }

    private async Task<(Process Server, Uri Http)> StartAsync()
    {
        // Whoever started the tests may have them ignore the signal, and children inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(Server.VoiceBusServer).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["VOICEBUS_DATA"] = _data;
        var server = Process.Start(start)!;
        while (await server.StandardOutput.ReadLineAsync(Ct) is { } line)
            if (line.Contains("voicebus: page", StringComparison.Ordinal))
                return (server, new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
        throw new InvalidOperationException("The server ended at its start.");
    }

    private async Task InterruptAsync(Process server)
    {
        using var kill = Process.Start("/bin/kill", ["-INT", $"{server.Id}"]);
        await kill.WaitForExitAsync(Ct);
    }
}
