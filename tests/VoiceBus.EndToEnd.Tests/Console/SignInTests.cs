using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Access;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>The console of a server that asks who is there.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SignInTests(ConsoleBrowser browser)
{
    private const string Token = "localStorage.getItem('voicebus-admin-token')";

    private static readonly string[] _settings = ["--VoiceBus:AdminToken=sesame", "--VoiceBus:ReadToken=look"];

    [Fact]
    public async Task The_printed_link_signs_a_browser_in_for_good()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, _settings);
        await using var page = await browser.OpenAsync($"sign-in/{server.Get<SignInLinks>().Issue()}", server: server);

        await page.Page.GetByText("Signed in", new() { Exact = true }).First.WaitForAsync();
        await page.UntilAsync($"() => {Token} === 'sesame' && !location.hash.includes('sign-in')");
        await page.UntilAsync("() => window.voicebus.telemetry.bus && !window.voicebus.telemetry.refused");
        await page.GoAsync("bus");
        await page.UntilAsync("() => document.querySelector('.feed') && document.querySelector('.card-head .pill')");
        await page.Page.ReloadAsync();
        await page.UntilAsync("() => window.voicebus?.telemetry.bus && !document.querySelector('dialog')");
    }

    [Fact]
    public async Task A_link_that_was_used_says_so_and_the_page_asks_once()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, _settings);
        var code = server.Get<SignInLinks>().Issue();
        server.Get<SignInLinks>().Redeem(code).ShouldBe("sesame");
        await using var page = await browser.OpenAsync($"sign-in/{code}", server: server);
        page.Provoked = "401";

        await page.Page.GetByText("used before").First.WaitForAsync();
        await page["dialog"].GetByText("admin-token").WaitForAsync();
        await page.KeepAsync("sign-in");
        await page.Button("Cancel").ClickAsync();
        await page.UntilAsync("() => window.voicebus.telemetry.refused && !document.querySelector('dialog')");

        // It asks neither the user nor the server again: the next looks at the figures, one a second, are over by then.
        var asked = 0;
        page.Page.Request += (_, request) => asked += request.Url.Contains("/api/", StringComparison.Ordinal) ? 1 : 0;
        await page.GoAsync("services");
        await page.Page.GetByText("Not signed in").First.WaitForAsync();
        await page.UntilAsync(
            """
            () => {
              window.turns ??= (window.voicebus.telemetry.addEventListener('bus', () => { window.seen = (window.seen ?? 0) + 1; }), true);
              return window.seen >= 3;
            }
            """);
        (await page["dialog"].CountAsync()).ShouldBe(0);
        asked.ShouldBe(0);

        await page.Button("Sign in").First.ClickAsync();
        await page["dialog input"].FillAsync("look");
        await page.Button("Continue").ClickAsync();
        await page.ShowsAsync("[data-provider=espeak]");
        (await page.Page.EvaluateAsync<string>(Token)).ShouldBe("look");
        page.Provoked = "40";
        await page["[data-provider=espeak]"].GetByText("Probe", new() { Exact = true }).ClickAsync();
        await page.Page.GetByText("only reads").First.WaitForAsync();
    }
}
