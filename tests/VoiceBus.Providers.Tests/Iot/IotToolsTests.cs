using System.Text.Json;
using VoiceBus.Providers.Iot;
using VoiceBus.Providers.Tests.Mcp;

namespace VoiceBus.Providers.Tests.Iot;

public sealed class IotToolsTests
{
    private const int Most = 1024;

    private readonly IotTools _things = new(new FakeLine());

    [Fact]
    public void No_more_is_kept_of_what_a_device_describes_than_is_allowed()
    {
        Receive(State("lamp", 600)).ShouldBe((null, 0));
        Receive(State("fan", 600)).ShouldBe((null, 1));
        Receive(State("lamp", 900)).ShouldBe((null, 0)); // In the place of the one before.
        Receive(State("fan", 10)).ShouldBe((null, 0));
        Receive(Descriptor("heater", 600)).ShouldBe((null, 1));
        _things.Tools.ShouldHaveSingleItem().Name.ShouldBe("iot_get_states");
        Receive(State("lamp", 10)).ShouldBe((null, 0));
        Receive(Descriptor("heater", 600)).ShouldBe((null, 0));
        _things.Tools.Select(tool => tool.Name).ShouldBe(["iot_heater_on", "iot_get_states"]);
    }

    private (string? Problem, int LeftOut) Receive(string message) =>
        (_things.Receive(JsonElement.Parse(message), Most, out var leftOut), leftOut);

    private static string State(string name, int length) =>
        $$$$"""{"type":"iot","states":[{"name":"{{{{name}}}}","state":{"x":"{{{{new string('x', length)}}}}"}}]}""";

    private static string Descriptor(string name, int length) =>
        """{"type":"iot","descriptors":[{"name":"NAME","description":"TEXT","methods":{"on":{"description":"On","parameters":{}}}}]}"""
            .Replace("NAME", name, StringComparison.Ordinal).Replace("TEXT", new string('x', length), StringComparison.Ordinal);
}
