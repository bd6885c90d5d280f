using System.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

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

    [Fact]
    public async Task At_a_terminal_it_speaks_to_the_end_though_its_whole_process_group_is_interrupted()
    {
        // A voice that is still there when the signal comes: each sentence's program stays a moment when it has spoken.
        var bin = Directory.CreateDirectory(Path.Combine(_data, "bin")).FullName;
        var voice = Path.Combine(bin, "espeak-ng");
        await File.WriteAllTextAsync(voice, "#!/bin/sh\n/usr/bin/espeak-ng \"$@\"\necho > \"$VOICEBUS_DATA/spoken\"\nsleep 3\n", Ct);
        File.SetUnixFileMode(voice, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (server, http) = await StartAsync(("PATH", $"{bin}:{Environment.GetEnvironmentVariable("PATH")}"), ("VoiceBus__Rehearse", "false"));
        using var _ = server;
        var said = server.StandardOutput.ReadToEndAsync(Ct);
        await using var device = await SpeakingAsync(http, "hello");
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(_data, "spoken")));
        await InterruptAsync(server, "-INT", "--", $"-{server.Id}");

        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Ct);
        await server.WaitForExitAsync(Ct);
        server.ExitCode.ShouldBe(0);
        (await said).ShouldNotContain("ended with code");
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

    private async Task<(Process Server, Uri Http)> StartAsync(params (string Name, string Value)[] environment)
    {
        // Whoever started the tests may have them ignore the signal, and children inherit that. It leads a process group, as at a terminal.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", "dotnet", typeof(Server.VoiceBusServer).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["VOICEBUS_DATA"] = _data;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var server = Process.Start(start)!;
        while (await server.StandardOutput.ReadLineAsync(Ct) is { } line)
            if (line.Contains("voicebus: page", StringComparison.Ordinal))
                return (server, new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
        throw new InvalidOperationException("The server ended at its start.");
    }

    private Task InterruptAsync(Process server) => InterruptAsync(server, "-INT", $"{server.Id}");

    private async Task InterruptAsync(Process server, params string[] arguments)
    {
        server.HasExited.ShouldBeFalse();
        using var kill = Process.Start("/bin/kill", arguments);
        await kill.WaitForExitAsync(Ct);
    }
}
