using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>An operator who clears a queue that has filled up behind a model that hangs.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ClearQueueTests(ConsoleBrowser browser)
{
    private const int Devices = 6;

    private static readonly ServiceDeadlines _patient = new() { FirstReply = TimeSpan.FromSeconds(120), Whole = TimeSpan.FromSeconds(120) };

    [Fact]
    public async Task A_full_queue_is_cleared_after_a_question_and_every_caller_is_told()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var folder = new TemporaryFolder();
        await using var scripted = await ScriptedServer.StartAsync(_patient, args: ["--VoiceBus:Data", folder.Path]);
        await OneAtATimeAsync(scripted.Server.Http, deadline.Token);
        scripted.Llm.HoldBeforeReply = true;
        var devices = await Task.WhenAll(Enumerable.Range(0, Devices).Select(_ => scripted.Server.ConnectAsync(deadline.Token)));
        var turns = devices.Select(device => device.TypeAsync("Are you there?", deadline.Token)).ToArray();
        await Eventually.TrueAsync(() => Waiting(scripted) == Devices - 1, () => $"{Waiting(scripted)} wait");

        await using (var page = await browser.OpenAsync("bus", server: scripted.Server))
        {
            await page[".queue.llm"].GetByText($"{Devices - 1} waiting").WaitForAsync();
            await page.KeepAsync("bus-full");
            await page[".queue.llm"].GetByText("Clear").ClickAsync();
            await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
            Waiting(scripted).ShouldBe(Devices - 1, "nothing was confirmed");
            await page[".queue.llm"].GetByText("Clear").ClickAsync();
            await page.KeepAsync("bus-clear");
            await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
            await page[".queue.llm"].GetByText("0 waiting").WaitForAsync();
            await page[".failures"].GetByText("cleared by an operator").First.WaitForAsync();
            await page.KeepAsync("bus-cleared");
        }

        // One was being handled and goes on; the others were told and say that it did not work.
        scripted.Llm.HoldBeforeReply = false;
        scripted.Llm.Release();
        var heard = await Task.WhenAll(turns);
        heard.ShouldAllBe(turn => turn.Events.OfType<AudioReceived>().Any(), "an answer or an apology");
        heard.Count(turn => turn.Text.Contains("You said", StringComparison.Ordinal)).ShouldBe(1);
        (await scripted.Events.TheOneAsync<QueueCleared>()).Messages.ShouldBe(Devices - 1);
        (await scripted.Events.TheseAsync<CallFailed>(Devices - 1)).Select(failed => (failed.Service, failed.Kind)).ShouldBe(Enumerable.Repeat(("llm", "Cancelled"), Devices - 1));
        foreach (var device in devices)
            await device.DisposeAsync();
        await scripted.ShouldBecomeQuietAsync();
    }

    private static int Waiting(ScriptedServer scripted) =>
        scripted.Server.Bus.GetStatus().Queues.Single(queue => queue.Type == ServiceType.Llm).Length;

    private static async Task OneAtATimeAsync(Uri server, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var patch = new StringContent(
            """{"bus":{"queues":{"llm":{"concurrency":1}}}}""", Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
        (await http.PatchAsync(new Uri("/api/config/decoupling", UriKind.Relative), patch, ct)).EnsureSuccessStatusCode();
    }
}
