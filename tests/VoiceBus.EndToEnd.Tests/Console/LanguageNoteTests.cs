using System.Net.Http.Json;
using Microsoft.Playwright;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>The console says which languages nobody here understands, before somebody speaks one in vain.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LanguageNoteTests(ConsoleBrowser browser)
{
    [Fact]
    public async Task Who_comes_with_a_language_the_recogniser_lacks_is_told_on_the_talk_page_in_that_language()
    {
        await using var page = await browser.OpenAsync("talk", new BrowserNewContextOptions { Locale = "zh-CN" });
        await page[".talk-page .notice"].GetByText("这里的语音识别只听得懂英语，听不懂中文。").WaitForAsync();
        (await page[".talk-page .notice"].TextContentAsync())!.ShouldContain("请添加支持它的语音识别，例如 ");
        await page.KeepAsync("talk-language-zh");
    }

    [Fact]
    public async Task Who_speaks_what_is_understood_sees_nothing_of_it()
    {
        await using var page = await browser.OpenAsync("talk");
        await page.UntilAsync("() => window.voicebus.telemetry.health?.languages?.services?.length === 3");
        (await page[".talk-page .notice"].IsHiddenAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_personas_language_nobody_understands_stands_on_the_services_page_until_the_persona_is_gone()
    {
        using var http = new HttpClient { BaseAddress = browser.Server.Http };
        (await http.PutAsJsonAsync("/api/personas/laoshi", new { prompt = "You teach.", language = "zh-CN" })).EnsureSuccessStatusCode();
        await using var page = await browser.OpenAsync("services");
        await page[".notice"].GetByText("Nobody here understands Chinese (persona: laoshi). Add a recogniser that does, such as").WaitForAsync();
        (await http.DeleteAsync("/api/personas/laoshi")).EnsureSuccessStatusCode();

        await page[".notice"].WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }
}
