using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Processes;

/// <summary>The server as a process of its own: what it says when something is missing.</summary>
public sealed class ServerProcessTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_the_way_out()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        using var server = Start($"http://127.0.0.1:{((IPEndPoint)busy.LocalEndpoint).Port}");
        var error = await server.StandardError.ReadToEndAsync(deadline.Token);
        var output = await server.StandardOutput.ReadToEndAsync(deadline.Token);
        await server.WaitForExitAsync(deadline.Token);

        server.ExitCode.ShouldBe(1);
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("--urls");
        output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999", "http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:x", "http://127.0.0.1:x")] // Kestrel alone would listen at every address, port 80.
    [InlineData("127.0.0.1:8000", "127.0.0.1:8000")]
    [InlineData("http://127.0.0.1:0;http://", "http://")]
    public async Task An_address_that_is_none_is_one_line(string urls, string named)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        using var server = Start(urls);
        var error = await server.StandardError.ReadToEndAsync(deadline.Token);
        await server.WaitForExitAsync(deadline.Token);

        server.ExitCode.ShouldBe(1, error);
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain($"'{named}' is no address");
    }

    [Fact]
    public async Task A_wrong_setting_is_one_line()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        using var server = Start("http://127.0.0.1:0", ("VOICEBUS_TTS", "parrot"));
        var error = await server.StandardError.ReadToEndAsync(deadline.Token);
        await server.WaitForExitAsync(deadline.Token);

        server.ExitCode.ShouldBe(1);
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("espeak, flite");
    }

    [Fact]
    public async Task Missing_models_are_named_and_the_server_runs_without_that_provider()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        using var server = Start("http://127.0.0.1:0", ("VOICEBUS_MODELS", Path.GetTempPath()));
        try
        {
            var said = new List<string>();
            while (await server.StandardOutput.ReadLineAsync(deadline.Token) is { } line && !line.Contains("llama-tokenizer.js"))
                said.Add(line);
            said.ShouldContain(line => line.Contains("encoder_model.onnx") && line.Contains("./voicebus setup"));
            var http = new Uri(said.Single(line => line.Contains("page")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]);

            using var client = new HttpClient();
            var asr = await WaitForAsync(client, new Uri(http, "/api/services/health"), "unhealthy", deadline.Token);
            asr.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("./voicebus setup");
            (await client.GetAsync(new Uri(http, "/health/live"), deadline.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetAsync(new Uri(http, "/health/ready"), deadline.Token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<JsonElement> WaitForAsync(HttpClient client, Uri health, string status, CancellationToken ct)
    {
        return await Eventually.GetAsync(AskAsync, asr => asr.GetProperty("status").GetString() == status);

        async Task<JsonElement> AskAsync()
        {
            var document = await client.GetFromJsonAsync<JsonElement>(health, ct);
            return document.GetProperty("services").EnumerateArray().Single(service => service.GetProperty("name").GetString() == "asr");
        }
    }

    private static Process Start(string urls, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(VoiceBus.Server.VoiceBusServer).Assembly.Location);
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(urls);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
