using Microsoft.Playwright;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>An operator at the console while a device talks.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OperatorPagesTests(ConsoleBrowser browser)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_device_is_seen_made_to_speak_and_closed()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var device = await browser.Server.ConnectAsync(deadline.Token, deviceId: "02:00:00:00:00:01");
        await using var page = await browser.OpenAsync($"sessions/{device.SessionId}");
        await page[".rows"].GetByText("02:00:00:00:00:01").WaitForAsync();
        await page[".session-panel input"].FillAsync("Dinner is ready.");
        await page.Button("Say").ClickAsync();
        var heard = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);
        await page[".session-panel summary"].ClickAsync();
        await page[".session-panel .context"].GetByText("{").WaitForAsync();
        await page.KeepAsync("session");
        await page.Button("Close session").First.ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Close session" }).ClickAsync();

        heard.OfType<MessageReceived>().Select(received => received.Message).OfType<ServerMessage.SentenceStart>()
            .ShouldHaveSingleItem().Text.ShouldBe("Dinner is ready.");
        heard.OfType<AudioReceived>().ShouldNotBeEmpty();
        await page[".session-panel"].GetByText("ended", new() { Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task Many_sessions_have_pages_and_one_is_found_among_them()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var oldest = await browser.Server.ConnectAsync(deadline.Token, deviceId: "02:00:00:00:20:00");
        var others = await Task.WhenAll(Enumerable.Range(1, 100).Select(i =>
            browser.Server.ConnectAsync(deadline.Token, deviceId: $"02:00:00:00:21:{i:x2}")));
        await using var page = await browser.OpenAsync($"sessions/{oldest.SessionId}");

        await page[".pager"].GetByText("1–100 of").WaitForAsync();
        (await page[".rows tbody tr"].CountAsync()).ShouldBe(100);
        await page[".session-panel dl"].GetByText("02:00:00:00:20:00").WaitForAsync();
        await page.KeepAsync("sessions-pages");
        await page.Button("Older").ClickAsync();
        await page[".rows"].GetByText("02:00:00:00:20:00").WaitForAsync();
        await page["section:has(.rows) input[type=search]"].FillAsync("00:20:00");
        await page.UntilAsync("() => document.querySelectorAll('.rows tbody tr').length === 1");
        (await page[".rows tbody tr"].TextContentAsync())!.ShouldContain("02:00:00:00:20:00");
        await page["section:has(.rows) input[type=search]"].FillAsync("nobody");
        await page["section:has(.rows)"].GetByText("Nothing matches").First.WaitForAsync();
        foreach (var device in others)
            await device.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_is_found_by_its_device_and_opens_into_its_waterfall()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var device = await browser.Server.ConnectAsync(deadline.Token, deviceId: "02:00:00:00:00:02");
        await device.TypeAsync("What is twelve times seven?", deadline.Token);
        await using var page = await browser.OpenAsync("sessions");
        await page[".turn-list input[type=search]"].FillAsync("02:00:00:00:00:02");
        await page[".turn summary"].First.ClickAsync();

        await page.ShowsAsync(".turn .waterfall");
        await page.KeepAsync("sessions");
        (await page[".turn .wf-name"].AllTextContentsAsync()).ShouldContain(name => name.StartsWith("Model", StringComparison.Ordinal));
        (await page[".turn > summary .mono"].AllTextContentsAsync()).ShouldAllBe(shown => shown == "02:00:00:00:00:02");
        await page[".turn-list input[type=search]"].FillAsync("nobody");
        await page[".turn-list"].GetByText("Nothing matches").WaitForAsync();
    }

    [Fact]
    public async Task The_bus_page_counts_and_tells_what_happens_now()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var page = await browser.OpenAsync("bus");
        await page.ShowsAsync(".queue");
        await page["section:has(.feed) .pill"].Filter(new() { HasText = "live" }).WaitForAsync();
        await using var device = await browser.Server.ConnectAsync(deadline.Token);
        await device.TypeAsync("What is twelve times seven?", deadline.Token);

        await page[".feed"].GetByText(device.SessionId).First.WaitForAsync();
        await page.UntilAsync("() => [...document.querySelectorAll('.figure')].some(figure => /ended/.test(figure.textContent) && !/ended0$/.test(figure.textContent))");
        await page.UntilAsync(
            """
            () => {
              const canvas = document.querySelector('.chart canvas');
              const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              return pixels.some((value, at) => at % 4 === 3 && value > 0);
            }
            """);
        await page.KeepAsync("bus");
    }
}
