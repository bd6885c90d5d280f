using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>An operator makes a persona and says who hears, thinks and speaks for it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PersonasPageTests(ConsoleBrowser browser)
{
    [Fact]
    public async Task A_persona_is_made_chooses_its_services_is_changed_and_deleted()
    {
        using var http = new HttpClient { BaseAddress = browser.Server.Http };
        await using var page = await browser.OpenAsync("personas");
        await page.Button("New persona").ClickAsync();
        await page["[name=name]"].FillAsync("pirate");
        await page["[name=prompt]"].FillAsync("You are a pirate.");
        (await page["[name=asr] option"].AllTextContentsAsync()).ShouldBe(["In the service’s order", "moonshine"]);
        await page["[name=asr]"].SelectOptionAsync("moonshine");
        await page["[name=tts]"].SelectOptionAsync("flite");
        await page["[name=language]"].FillAsync("en-GB");
        await page["[name=speed]"].FillAsync("1.25");
        await page["[name=end_silence_ms]"].FillAsync("700");
        await page.Button("Save").ClickAsync();
        await page[".rows"].GetByText("moonshine · flite").WaitForAsync();
        await page.KeepAsync("personas");

        var made = await http.GetFromJsonAsync<JsonElement>("/api/personas/pirate");
        made.GetRawText().ShouldBe("""{"name":"pirate","prompt":"You are a pirate.","voice":null,"language":"en-GB","greeting":null,"allowed_tools":null,"asr":"moonshine","llm":null,"tts":"flite","speed":1.25,"end_silence_ms":700,"max_end_silence_ms":null}""");
        await page["[name=asr]"].SelectOptionAsync("");
        await page["[name=speed]"].FillAsync("");
        await page.Page.GetByLabel("May use all tools").UncheckAsync();
        await page["[name=allowed_tools]"].FillAsync("get_time\nfiles.*\n");
        await page.Button("Save").ClickAsync();
        await page[".rows td"].Filter(new() { HasTextRegex = new("^flite$") }).WaitForAsync();
        made = await http.GetFromJsonAsync<JsonElement>("/api/personas/pirate");
        made.GetRawText().ShouldContain("\"allowed_tools\":[\"get_time\",\"files.*\"],\"asr\":null,\"llm\":null,\"tts\":\"flite\",\"speed\":null");

        await page.Button("Delete").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page[".session-panel"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await http.GetAsync("/api/personas/pirate")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost()
    {
        await using var page = await browser.OpenAsync("personas/+");
        page.Provoked = "400";
        await page["[name=name]"].FillAsync("default");
        await page["[name=prompt]"].FillAsync("You are kind.");
        await page["[name=language]"].FillAsync("Klingon!");
        await page.Button("Save").ClickAsync();

        await page["label:has([name=language]) .field-error"].GetByText("BCP 47").WaitForAsync();
        await page["label:has([name=name]) .field-error"].GetByText("turn.prompt").WaitForAsync();
        (await page["[name=prompt]"].InputValueAsync()).ShouldBe("You are kind.");
    }

    [Fact]
    public async Task A_provider_that_is_not_configured_here_is_shown_and_kept()
    {
        using var http = new HttpClient { BaseAddress = browser.Server.Http };
        (await http.PutAsJsonAsync("/api/personas/roamer", new { prompt = "You travel.", llm = "faraway" })).EnsureSuccessStatusCode();
        await using var page = await browser.OpenAsync("personas/roamer");
        (await page["[name=llm] option:checked"].TextContentAsync()).ShouldBe("faraway (not configured here)");
        await page["[name=greeting]"].FillAsync("Hello!");
        await page.Button("Save").ClickAsync();
        await page["#toasts"].GetByText("Saved").WaitForAsync();

        var kept = await http.GetFromJsonAsync<JsonElement>("/api/personas/roamer");
        (kept.GetProperty("llm").GetString(), kept.GetProperty("greeting").GetString()).ShouldBe(("faraway", "Hello!"));
        (await http.DeleteAsync("/api/personas/roamer")).EnsureSuccessStatusCode();
    }
}
