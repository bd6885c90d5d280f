using System.Text.Json.Nodes;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.Tests.Mcp;

public sealed class DeviceToolListTests
{
    [Fact]
    public void No_more_tools_are_taken_than_allowed()
    {
        var list = new DeviceToolList(maxTools: 2);
        list.Add(Page(("a", 10), ("b", 10)));
        list.LeftOut.ShouldBeNull();
        list.Add(Page(("c", 10)));
        list.LeftOut.ShouldBe("more than 2 tools");
        Build(list).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_model_is_not_given_descriptions_without_end()
    {
        var list = new DeviceToolList(maxTools: 100);
        list.Add(Page(("a", 200_000), ("b", 200_000), ("c", 10)));
        list.LeftOut.ShouldBe("more than 262144 bytes of descriptions");
        Build(list).ShouldBe(["a"]);
    }

    private static IEnumerable<string> Build(DeviceToolList list) => list.Build((_, _, _) => new("")).Select(tool => tool.Name);

    private static JsonObject Page(params (string Name, int Length)[] tools) => new()
    {
        ["tools"] = new JsonArray([.. tools.Select(tool => (JsonNode)new JsonObject { ["name"] = tool.Name, ["description"] = new string('x', tool.Length) })]),
    };
}
