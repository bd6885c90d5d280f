using System.Text.RegularExpressions;
using FsCheck.Xunit;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.Tests.Mcp;

public sealed partial class ToolNamesTests
{
    [Theory]
    [InlineData("self.audio_speaker.set_volume", "self_audio_speaker_set_volume")]
    [InlineData("self.light-1.on", "self_light-1_on")]
    [InlineData("灯.开", "___")]
    public void A_name_keeps_what_models_take(string name, string mapped) =>
        ToolNames.Map([name])[name].ShouldBe(mapped);

    [Fact]
    public void Names_that_become_equal_stay_apart()
    {
        var map = ToolNames.Map(["a.b", "a_b", "a b", new string('x', 80), new string('x', 70)]);
        map["a.b"].ShouldBe("a_b");
        map["a_b"].ShouldBe("a_b_2");
        map["a b"].ShouldBe("a_b_3");
        map.Values.ShouldBeUnique();
        map.Values.ShouldAllBe(static name => name.Length <= 64);
    }

    [Fact]
    public void Thousands_of_names_that_come_out_alike_are_told_apart_at_once()
    {
        var names = Enumerable.Range(0, 20_000).Select(i => $"{(char)('\u4e00' + (i % 20_000))}").ToArray();
        var from = System.Diagnostics.Stopwatch.GetTimestamp();
        ToolNames.Map(names).Values.ShouldBeUnique();
        // Counted from the beginning for each, it is 200 million names.
        System.Diagnostics.Stopwatch.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Property]
    public bool Whatever_devices_call_their_tools_models_take_every_name_and_none_twice(string[] names)
    {
        var given = names.Where(static name => !string.IsNullOrEmpty(name)).ToArray();
        var map = ToolNames.Map(given);
        return map.Count == given.Distinct(StringComparer.Ordinal).Count()
            && map.Values.Distinct().Count() == map.Count
            && map.Values.All(static name => Fit().IsMatch(name));
    }

    [Fact]
    public void Descriptions_speak_of_other_tools_by_their_new_names()
    {
        var map = ToolNames.Map(["self.get", "self.get.all"]);
        ToolNames.Rename("Use `self.get.all` rather than self.get.", map).ShouldBe("Use `self_get_all` rather than self_get.");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Fit();
}
