using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Tests.Assistant;

/// <summary>The built-in assistant at the controls of the device it speaks through.</summary>
public sealed class DeviceSkillTests
{
    private readonly List<string> _calls = [];
    private int _volume = 70;
    private int _brightness = 75;

    [Theory]
    [InlineData("Turn the volume down to 20.", "set_volume 20", "The volume is now 20.")]
    [InlineData("turn the volume down to twenty", "set_volume 20", "The volume is now 20.")]
    [InlineData("Set the volume to 35 percent, please.", "set_volume 35", "The volume is now 35.")]
    [InlineData("volume 50", "set_volume 50", "The volume is now 50.")]
    [InlineData("Mute yourself.", "set_volume 0", "The volume is now 0.")]
    [InlineData("Put the volume at maximum.", "set_volume 100", "The volume is now 100.")]
    [InlineData("turn the volume to half", "set_volume 50", "The volume is now 50.")]
    [InlineData("brightness 50", "set_brightness 50", "The brightness is now 50.")]
    [InlineData("Set the screen brightness to ten percent.", "set_brightness 10", "The brightness is now 10.")]
    [InlineData("把音量调到20", "set_volume 20", "音量已调到20。")]
    [InlineData("音量调到百分之三十", "set_volume 30", "音量已调到30。")]
    [InlineData("音量调到一半", "set_volume 50", "音量已调到50。")]
    [InlineData("静音", "set_volume 0", "音量已调到0。")]
    [InlineData("亮度五十", "set_brightness 50", "亮度已调到50。")]
    [InlineData("音量调到最大", "set_volume 100", "音量已调到100。")]
    public async Task Sets_a_level(string said, string call, string reply)
    {
        (await Talk().SayAsync(said)).ShouldBe(reply);
        _calls.ShouldBe([call]);
    }

    [Theory]
    [InlineData("volume up", 80)]
    [InlineData("Turn it up a bit.", 80)]
    [InlineData("louder please", 80)]
    [InlineData("The volume is too loud.", 60)]
    [InlineData("turn down the volume", 60)]
    [InlineData("turn the volume down by 30", 40)]
    [InlineData("increase the volume by five", 75)]
    [InlineData("声音大一点", 80)]
    [InlineData("大声点", 80)]
    [InlineData("音量调小一些", 60)]
    [InlineData("把音量降低二十", 50)]
    public async Task Changes_the_volume_from_where_it_is(string said, int volume)
    {
        var reply = await Talk().SayAsync(said);
        _volume.ShouldBe(volume);
        _calls.ShouldBe(["get_device_status", $"set_volume {volume}"]);
        reply.ShouldContain($"{volume}");
    }

    [Theory]
    [InlineData("make the screen brighter", 85)]
    [InlineData("屏幕暗一点", 65)]
    public async Task Changes_the_brightness_from_where_it_is(string said, int brightness)
    {
        await Talk().SayAsync(said);
        _brightness.ShouldBe(brightness);
    }

    [Theory]
    [InlineData("What is the battery level?", "The battery is at 87 percent and charging.")]
    [InlineData("how much battery do you have left", "The battery is at 87 percent and charging.")]
    [InlineData("还有多少电", "电量是百分之87，正在充电。")]
    [InlineData("What's the volume?", "The volume is 70.")]
    [InlineData("现在音量是多少", "音量是70。")]
    [InlineData("How bright is the screen? What is the brightness?", "The brightness is 75.")]
    [InlineData("Which wifi network are you on?", "I am on the network home, and the signal is strong.")]
    public async Task Tells_what_the_device_reports(string said, string reply)
    {
        (await Talk().SayAsync(said)).ShouldBe(reply);
        _calls.ShouldBe(["get_device_status"]);
    }

    [Theory]
    [InlineData("set the volume to 400", "The volume goes from 0 to 100.")]
    [InlineData("what is the volume of a sphere", null)]
    [InlineData("what is five plus five", "5 plus 5 is 10.")]
    [InlineData("set a timer for ten minutes", null)]
    [InlineData("how many liters is 3 cubic meters", null)]
    public async Task Leaves_alone_what_is_not_meant_for_the_device(string said, string? reply)
    {
        var answer = await Talk().SayAsync(said);
        if (reply is not null)
            answer.ShouldBe(reply);
        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_so_when_the_device_offers_no_such_tool() =>
        (await Assistant.Talk.AskAsync("turn the volume down to 20")).ShouldBe("This device does not let me do that with its volume.");

    [Fact]
    public async Task Says_what_the_device_objects_to()
    {
        var refusing = AIFunctionFactory.Create((int volume) => "Error: the amplifier is off.", "self_audio_speaker_set_volume");
        (await new Talk(refusing).SayAsync("volume 20")).ShouldBe("That did not work: the amplifier is off.");
    }

    [Fact]
    public async Task Commands_the_things_of_old_firmware()
    {
        var set = AIFunctionFactory.Create((int volume) => { _volume = volume; return "ok: sent to the device"; }, "iot_Speaker_SetVolume");
        var states = AIFunctionFactory.Create(() => """{"Speaker":{"volume":40},"Battery":{"level":12,"charging":false}}""", "iot_get_states");
        (await new Talk(set, states).SayAsync("volume up")).ShouldBe("The volume is now 50.");
        _volume.ShouldBe(50);
        (await new Talk(set, states).SayAsync("电量还剩多少")).ShouldBe("电量是百分之12。");
    }

    private Talk Talk() => new(
        AIFunctionFactory.Create((int volume) => { _volume = volume; return Called($"set_volume {volume}"); }, "self_audio_speaker_set_volume"),
        AIFunctionFactory.Create((int brightness) => { _brightness = brightness; return Called($"set_brightness {brightness}"); }, "self_screen_set_brightness"),
        AIFunctionFactory.Create(Status, "self_get_device_status"));

    private string Status()
    {
        _calls.Add("get_device_status");
        return JsonSerializer.Serialize(new
        {
            audio_speaker = new { volume = _volume },
            screen = new { brightness = _brightness, theme = "light" },
            battery = new { level = 87, charging = true },
            network = new { type = "wifi", ssid = "home", signal = "strong" },
        });
    }

    private string Called(string call)
    {
        _calls.Add(call);
        return "true";
    }
}
