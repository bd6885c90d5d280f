using Microsoft.Playwright;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>Every page opens by its address in both themes and both languages, on a desk and in a hand, without complaint.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PagesTests(ConsoleBrowser browser)
{
    private static readonly (string Hash, string Shows)[] _pages =
    [
        ("talk", ".suggestions .chips button"),
        ("bus", ".queue .chart"),
        ("services", ".service .provider"),
        ("sessions", ".turn-list .turn, .turn-list .state"),
        ("devices", ".rows tr, .state"),
        ("personas", ".rows tbody tr"),
        ("settings", ".settings-body .field, .settings-body .state"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, "en-GB", false)]
    [InlineData(ColorScheme.Dark, "en-GB", false)]
    [InlineData(ColorScheme.Light, "zh-CN", false)]
    [InlineData(ColorScheme.Light, "en-GB", true)]
    [InlineData(ColorScheme.Dark, "zh-CN", true)]
    public async Task Every_page_opens(ColorScheme scheme, string locale, bool isPhone)
    {
        await using var page = await browser.OpenAsync("talk", new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            Locale = locale,
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1360, Height = 880 },
            IsMobile = isPhone,
            HasTouch = isPhone,
        });
        foreach (var (hash, shows) in _pages)
        {
            await page.GoAsync(hash);
            await page.ShowsAsync($".{hash}-page");
            await page.ShowsAsync(shows);
            await page.KeepAsync($"{hash}-{scheme}-{locale[..2]}{(isPhone ? "-phone" : "")}".ToLowerInvariant());
            (await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{hash} scrolls sideways");
        }
    }

    [Fact]
    public async Task Themes_differ_and_are_remembered()
    {
        await using var page = await browser.OpenAsync("bus");
        var light = await BackgroundAsync(page);
        await page[".side .theme-button"].ClickAsync(); // auto, then light, then dark
        await page[".side .theme-button"].ClickAsync();
        var dark = await BackgroundAsync(page);
        await page.Page.ReloadAsync();

        dark.ShouldNotBe(light);
        (await BackgroundAsync(page)).ShouldBe(dark);
    }

    [Fact]
    public async Task The_language_switches_at_once_and_is_remembered()
    {
        await using var page = await browser.OpenAsync("services");
        await page[".side .language-button"].ClickAsync();
        await page.SaysAsync("h1", "服务");
        await page.Page.ReloadAsync();

        await page.SaysAsync("h1", "服务");
        (await page.Page.EvaluateAsync<string>("() => document.documentElement.lang")).ShouldBe("zh-CN");
    }

    [Fact]
    public async Task Both_dictionaries_have_the_same_words()
    {
        await using var page = await browser.OpenAsync();
        var differences = await page.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const [en, zh] = (await Promise.all([import('/js/words/en.js'), import('/js/words/zh.js')])).map(module => module.default);
              const place = words => (words.match(/\{\w+\}/g) ?? []).sort().join();
              return [...new Set([...Object.keys(en), ...Object.keys(zh)])].filter(key => !en[key] || !zh[key] || place(en[key]) !== place(zh[key]));
            }
            """);
        differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_is_used_by_keyboard_alone()
    {
        await using var page = await browser.OpenAsync("bus");
        await page.ShowsAsync(".queue");
        await page.Page.Keyboard.PressAsync("Tab");
        (await page.Page.EvaluateAsync<string>("() => document.activeElement.textContent")).ShouldBe("Skip to the page");
        await page.Page.Keyboard.PressAsync("Enter");

        (await page.Page.EvaluateAsync<string>("() => document.activeElement.tagName")).ShouldBe("H1");
    }

    [Fact]
    public async Task A_part_this_server_lacks_is_said_and_breaks_nothing()
    {
        await using var page = await browser.OpenAsync();
        page.Provoked = "404";
        foreach (var route in new[] { "sessions", "turns", "events", "config/decoupling" })
            await page.Page.RouteAsync($"**/api/{route}*", static request => request.FulfillAsync(new() { Status = 404 }));
        await page.GoAsync("sessions");
        await page[".unavailable"].Nth(1).WaitForAsync();
        await page.KeepAsync("not-available");
        await page.GoAsync("settings");
        await page.ShowsAsync(".unavailable");
        await page.GoAsync("services");

        await page.ShowsAsync(".service .provider");
    }

    [Fact]
    public async Task A_server_that_went_away_is_said()
    {
        await using var page = await browser.OpenAsync("services");
        page.Provoked = "ERR_";
        await page.ShowsAsync(".service .provider");
        await page.Page.RouteAsync("**/api/**", static request => request.AbortAsync());

        await page[".vital"].Filter(new() { HasText = "Offline" }).WaitForAsync();
    }

    private static Task<string> BackgroundAsync(ConsolePage page) =>
        page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
