using Microsoft.Playwright;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>An operator looks after a device at the console.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DevicesPageTests(ConsoleBrowser browser)
{
    private const string Mac = "02:00:00:00:00:d1";

    [Fact]
    public async Task A_device_is_found_renamed_spoken_to_rebooted_and_switched_off()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await using var device = await browser.Server.ConnectAsync(deadline.Token, deviceId: Mac);
        await using var page = await browser.OpenAsync("devices");
        await page[".devices-page input[type=search]"].FillAsync("00:d1");
        await page[".rows"].GetByText(Mac).ClickAsync();
        await page[".session-panel input[name=name]"].FillAsync("Kitchen");
        await page.Button("Save").ClickAsync();
        await page[".rows"].GetByText("Kitchen").WaitForAsync();

        await page.Page.GetByLabel("Say this on the device…").FillAsync("Dinner is ready.");
        await page.Page.GetByLabel("When to say it").SelectOptionAsync("interrupt");
        await page.Button("Say").ClickAsync();
        (await device.WaitForAsync<ServerMessage.SentenceStart>(deadline.Token)).Text.ShouldBe("Dinner is ready.");
        await page.Page.GetByLabel("Show this and ring…").FillAsync("Somebody is at the door");
        await page.Button("Alert").ClickAsync();
        (await device.WaitForAsync<ServerMessage.Alert>(deadline.Token)).Message.ShouldBe("Somebody is at the door");
        await page.Button("Reboot").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Reboot" }).ClickAsync();
        (await device.WaitForAsync<ServerMessage.System>(deadline.Token)).Command.ShouldBe("reboot");

        await page.KeepAsync("devices");
        await page[".rows tr.chosen input[role=switch]"].UncheckAsync();
        (await device.Completion.WaitAsync(deadline.Token)).ToString().ShouldContain("switched off");
        await page[".rows"].GetByText("Switched off").WaitForAsync();
        await Should.ThrowAsync<DeviceException>(() => browser.Server.ConnectAsync(deadline.Token, deviceId: Mac));
        await page.Button("Forget device").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Forget device" }).ClickAsync();
        // The page is built anew when the device is gone, its search empty.
        await page[".session-panel"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page[".devices-page input[type=search]"].FillAsync("00:d1");
        await page[".state"].GetByText("Nothing matches").WaitForAsync();
    }

    [Fact]
    public async Task A_code_nobody_shows_is_refused_in_words()
    {
        await using var page = await browser.OpenAsync("devices");
        page.Provoked = "404";
        await page.Page.GetByLabel("Code on the device").FillAsync("123456");
        await page.Button("Activate").ClickAsync();
        await page["#toasts .toast.bad"].GetByText("No device shows the code 123456 now").WaitForAsync();
    }
}
