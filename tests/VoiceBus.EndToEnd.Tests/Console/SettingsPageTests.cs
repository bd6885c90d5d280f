using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>An operator who changes the live configuration by hand.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SettingsPageTests(ConsoleBrowser browser)
{
    private const string Silence = "[data-path='turn.end_silence_ms']";
    private const string Tools = "[data-path='tools.allow']";

    [Fact]
    public async Task A_setting_is_reviewed_saved_and_seen_live_by_others()
    {
        await using var other = await browser.OpenAsync("settings/turn");
        await other.ShowsAsync(Silence);
        await using var page = await browser.OpenAsync("settings/turn");
        var before = await page[$"{Silence} input"].InputValueAsync();
        await page[$"{Silence} input"].FillAsync("520");
        await page.Button("Review and save").ClickAsync();
        (await page["dialog del"].TextContentAsync()).ShouldBe(before);
        (await page["dialog ins"].TextContentAsync()).ShouldBe("520");
        await page.KeepAsync("settings-review");
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page.Page.GetByText("Saved and in force").WaitForAsync();
        ((int?)(await ConfigurationAsync())["turn"]!["end_silence_ms"]).ShouldBe(520);
        await other.UntilAsync($$"""() => document.querySelector("{{Silence}} input").value === '520'""");
        await page.GoAsync("settings/history");
        await page.SaysAsync(".history ins", "520");
        await page.KeepAsync("settings-history");
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_at_its_field_and_kept_to_be_corrected()
    {
        await using var page = await browser.OpenAsync("settings/turn");
        page.Provoked = "400";
        await page[$"{Silence} input"].FillAsync("1");
        await page.Button("Review and save").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page[$"{Silence}.wrong .field-error"].GetByText("must be").WaitForAsync();
        await page.KeepAsync("settings-refused");
        ((int?)(await ConfigurationAsync())["turn"]!["end_silence_ms"]).ShouldNotBe(1);
        await page.Button("Discard").ClickAsync();
        (await page[$"{Silence} input"].InputValueAsync()).ShouldNotBe("1");
    }

    [Fact]
    public async Task The_tools_a_model_may_use_are_named_line_by_line()
    {
        await using var page = await browser.OpenAsync("settings/mcp");
        (await page[$"{Tools} textarea"].InputValueAsync()).ShouldBe("*");
        await page[$"{Tools} textarea"].FillAsync("get_current_time\n  self_* \n\nset_timer\n");
        await page.Button("Review and save").ClickAsync();
        (await page["dialog .change-path"].TextContentAsync()).ShouldBe("Tools › Tools the model may use");
        (await page["dialog del"].TextContentAsync()).ShouldBe("*");
        (await page["dialog ins"].TextContentAsync()).ShouldBe("get_current_time, self_*, set_timer");
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Page.GetByText("Saved and in force").WaitForAsync();

        (await AllowedAsync()).ShouldBe(["get_current_time", "self_*", "set_timer"]);
        (await page[$"{Tools} textarea"].InputValueAsync()).ShouldBe("get_current_time\nself_*\nset_timer");
        await page.GoAsync("settings/history");
        (await page[".history ins"].First.TextContentAsync()).ShouldBe("get_current_time, self_*, set_timer");
        await page.GoAsync("settings/mcp");
        await page[$"{Tools} textarea"].FillAsync("*");
        await page.Button("Review and save").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page[".save-bar.up"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await AllowedAsync()).ShouldBe(["*"]);
    }

    [Fact]
    public async Task A_tool_the_server_refuses_is_said_with_its_line()
    {
        await using var page = await browser.OpenAsync("settings/mcp");
        page.Provoked = "400";
        await page[$"{Tools} textarea"].FillAsync($"set_timer\n{new string('x', 101)}");
        await page.Button("Review and save").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await page[$"{Tools}.wrong .field-error"].GetByText("2: must be").WaitForAsync();
        (await AllowedAsync()).ShouldBe(["*"]);
        await page[$"{Tools} textarea"].FillAsync("set_timer");
        await page[$"{Tools}:not(.wrong)"].WaitForAsync();
        await page.Button("Discard").ClickAsync();
        (await page[$"{Tools} textarea"].InputValueAsync()).ShouldBe("*");
    }

    [Fact]
    public async Task A_provider_is_added_with_what_its_type_asks_for_and_removed()
    {
        const string Options = "[data-path='services.llm.providers.1.options";
        await using var page = await browser.OpenAsync("settings/llm");
        await page.Page.GetByLabel("Type of provider").SelectOptionAsync("openai");
        await page.Button("Add a provider").ClickAsync();
        await page[$"{Options}.url'] input"].FillAsync("http://127.0.0.1:9/v1");
        await page[$"{Options}.key'] input"].FillAsync("sk-of-the-page");
        await page.KeepAsync("settings-provider");
        await page.Button("Review and save").ClickAsync();
        (await page["dialog"].TextContentAsync())!.ShouldNotContain("sk-of-the-page");
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page[".save-bar.up"].WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var added = (await ConfigurationAsync())["services"]!["llm"]!["providers"]![1]!;
        ((string?)added["name"], (string?)added["options"]!["url"], (string?)added["options"]!["key"]).ShouldBe(("openai", "http://127.0.0.1:9/v1", "***"));
        (await page[$"{Options}.key'] input"].GetAttributeAsync("placeholder")).ShouldBe("kept; type to replace");
        await page["li.provider-card:nth-child(2)"].GetByLabel("Remove").ClickAsync();
        await page.Button("Review and save").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page[".save-bar.up"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await ConfigurationAsync())["services"]!["llm"]!["providers"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_is_taken_out_put_back_made_primary_and_probed()
    {
        await using var page = await browser.OpenAsync("services");
        await page["[data-provider=flite]"].GetByText("Take out").ClickAsync();
        await page["[data-provider=flite].out"].WaitForAsync();
        await page["[data-provider=flite]"].GetByText("Put back").ClickAsync();
        await page["[data-provider=flite]:not(.out)"].WaitForAsync();
        await page["[data-provider=flite]"].GetByText("Make primary").ClickAsync();
        await page.UntilAsync("() => document.querySelector('.service.tts .provider').dataset.provider === 'flite'");
        await page["[data-provider=flite]"].GetByText("Probe", new() { Exact = true }).ClickAsync();
        await page.Page.GetByText("flite answered in").WaitForAsync();
        await page.KeepAsync("services");
        ((string?)(await ConfigurationAsync())["services"]!["tts"]!["providers"]![0]!["name"]).ShouldBe("flite");
        await page["[data-provider=espeak]"].GetByText("Make primary").ClickAsync();

        await page.UntilAsync("() => document.querySelector('.service.tts .provider').dataset.provider === 'espeak'");
    }

    [Fact]
    public async Task The_admin_token_is_asked_once_where_the_server_wants_one()
    {
        await using var page = await browser.OpenAsync("services");
        page.Provoked = "401";
        await page.Page.RouteAsync("**/probe", static route => route.Request.Headers.GetValueOrDefault("authorization") == "Bearer right"
            ? route.FulfillAsync(new() { Json = new { ok = true, latency_ms = 12, error = (string?)null } })
            : route.FulfillAsync(new() { Status = 401 }));
        await page["[data-provider=espeak]"].GetByText("Probe", new() { Exact = true }).ClickAsync();
        await page["dialog input"].FillAsync("wrong");
        await page.Button("Continue").ClickAsync();
        await page["dialog"].GetByText("not the token").WaitForAsync();
        await page["dialog input"].FillAsync("right");
        await page.KeepAsync("token");
        await page.Button("Continue").ClickAsync();
        await page.Page.GetByText("espeak answered in 12 ms").WaitForAsync();
        await page["[data-provider=moonshine]"].GetByText("Probe", new() { Exact = true }).ClickAsync();

        await page.Page.GetByText("moonshine answered in 12 ms").WaitForAsync();
    }

    private async Task<string[]> AllowedAsync() => [.. (await ConfigurationAsync())["tools"]!["allow"]!.AsArray().Select(static tool => (string)tool!)];

    private async Task<JsonNode> ConfigurationAsync()
    {
        using var http = new HttpClient { BaseAddress = browser.Server.Http };
        return JsonNode.Parse(await http.GetStringAsync("/api/config/decoupling"))!;
    }
}
