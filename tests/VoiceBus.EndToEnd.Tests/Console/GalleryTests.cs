using Microsoft.Playwright;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>The console of a server at work: devices talk while somebody looks at every page. Its pictures are for people.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class GalleryTests(ConsoleBrowser browser)
{
    private const int Devices = 3;

    private static readonly string[] _questions =
        ["What is twelve times seven?", "Tell me a short story", "How many feet are ten meters?", "What time is it?"];

    // Each value of size, language and theme once: together they differ in everything, and a browser that draws costs a core.
    private static readonly (string Name, ColorScheme Scheme, string Locale, bool IsPhone)[] _looks =
        [("light", ColorScheme.Light, "en-GB", false), ("zh-phone", ColorScheme.Dark, "zh-CN", true)];

    [Fact]
    public async Task A_server_at_work_is_seen_on_every_page()
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        var devices = Enumerable.Range(1, Devices).Select(n => TalkAsync(n, over.Token)).ToArray();
        await using (var talk = await OpenAsync("talk", _looks[0]))
        await using (var bus = await OpenAsync("bus", _looks[0]))
        {
            await ConverseAsync(talk);
            foreach (var look in _looks)
            {
                await using var page = await OpenAsync("services", look);
                await page.ShowsAsync(".service .provider");
                await page.KeepAsync($"gallery-services-{look.Name}");
                await page.GoAsync("sessions");
                await page.UntilAsync("devices => document.querySelectorAll('.rows tr, tbody tr').length >= devices", Devices);
                await page[".turn summary"].First.ClickAsync();
                await page.ShowsAsync(".turn .waterfall");
                await page.KeepAsync($"gallery-sessions-{look.Name}");
                await page.GoAsync("settings/llm");
                await page.ShowsAsync(".settings-body .field");
                await page.KeepAsync($"gallery-settings-{look.Name}");
                await page.GoAsync("settings/mcp");
                await page.ShowsAsync(".settings-body .field.lines");
                await page.KeepAsync($"gallery-tools-{look.Name}");
            }

            // A chart needs more than a point.
            await bus.UntilAsync("() => window.voicebus.telemetry.samples.length > 8");
            await DressedAsync(bus, "bus");
            await DressedAsync(talk, "talk");
        }

        await over.CancelAsync();
        var turns = await Task.WhenAll(devices);
        turns.ShouldAllBe(heard => heard > 0, "every device was answered while the pages were looked at");
    }

    /// <summary>Keeps the page in both themes and in Chinese on a phone, its state as it is.</summary>
    private static async Task DressedAsync(ConsolePage page, string name)
    {
        await page.KeepAsync($"gallery-{name}-light");
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.UntilAsync("() => !document.getAnimations().some(one => one instanceof CSSTransition)");
        await page.KeepAsync($"gallery-{name}-dark");
        await page.Page.SetViewportSizeAsync(390, 844);
        await page[".language-button:visible"].ClickAsync();
        await page.KeepAsync($"gallery-{name}-phone");
    }

    private static async Task ConverseAsync(ConsolePage page)
    {
        foreach (var question in _questions[..2])
        {
            await page[".say input"].FillAsync(question);
            await page.Page.Keyboard.PressAsync("Enter");
            await page.UntilAsync("() => window.voicebus.conversation.player.level > 0.01");
            await page.UntilAsync("() => window.voicebus.conversation.state === 'ready'");
        }

        await page.Button("Hands-free").ClickAsync();
        await page.Button("Switch the microphone on").ClickAsync();
        await page.UntilAsync("() => document.querySelectorAll('.bubbles .user').length === 3");
        await page.UntilAsync("() => window.voicebus.conversation.state === 'speaking'");
        await page.UntilAsync("() => window.voicebus.conversation.state === 'listening'");
        await page.ShowsAsync(".turn-card .wf-name small");
    }

    private async Task<int> TalkAsync(int number, CancellationToken ct)
    {
        var heard = 0;
        try
        {
            await using var device = await browser.Server.ConnectAsync(ct, $"02:00:5e:00:53:{number:x2}");
            while (true)
            {
                await device.TypeAsync(_questions[(number + heard) % _questions.Length], ct);
                heard++;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return heard;
        }
    }

    private Task<ConsolePage> OpenAsync(string hash, (string Name, ColorScheme Scheme, string Locale, bool IsPhone) look) =>
        browser.OpenAsync(hash, new BrowserNewContextOptions
        {
            ColorScheme = look.Scheme,
            Locale = look.Locale,
            IsMobile = look.IsPhone,
            HasTouch = look.IsPhone,
            DeviceScaleFactor = look.IsPhone ? 2 : 1.5f,
            ViewportSize = look.IsPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
        });
}
