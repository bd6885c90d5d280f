using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>The talk page where devices must be let in.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TalkAccessTests(ConsoleBrowser browser)
{
    [Fact]
    public async Task On_the_servers_own_machine_it_is_let_in_by_a_ticket()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Transport:DeviceToken=static-token");
        await using var page = await browser.OpenAsync("talk", server: scripted.Server);
        await SayAsync(page, "Hello there.");
        await page.UntilAsync("() => /Hello there/.test(document.querySelector('.bubbles .server')?.textContent)");
    }

    [Fact]
    public async Task Without_a_sign_in_it_says_what_the_server_wants_and_with_one_it_talks()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:Transport:DeviceToken=static-token", "--VoiceBus:AdminToken=sesame"]);
        await using var page = await browser.OpenAsync("talk", server: scripted.Server);
        page.Provoked = "ailed"; // "Failed to load resource: … 401" and "WebSocket connection … failed: HTTP Authentication failed".
        // The page asks who it is as soon as it is there.
        await page.Button("Cancel").ClickAsync();
        await page.UntilAsync("() => window.voicebus.telemetry.refused && !document.querySelector('dialog')");
        // And again when somebody wants to talk.
        await SayAsync(page, "Hello there.");
        await page.Button("Cancel").ClickAsync();
        await page[".bubbles"].GetByText("this server wants a device token").WaitForAsync();

        await SayAsync(page, "Hello again.");
        await page["dialog input"].FillAsync("sesame");
        await page.Button("Continue").ClickAsync();
        await page.UntilAsync("() => /Hello again/.test(document.querySelector('.bubbles .server')?.textContent)");
    }

    private static async Task SayAsync(ConsolePage page, string words)
    {
        await page.Page.GetByLabel("Type something to say…").FillAsync(words);
        await page.Button("Send").ClickAsync();
    }
}
