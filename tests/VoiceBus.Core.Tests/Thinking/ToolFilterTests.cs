using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Tests.Thinking;

public sealed class ToolFilterTests
{
    [Theory]
    [InlineData("set_timer", true)]
    [InlineData("weather__today", true)]
    [InlineData("weather__", true)]
    [InlineData("Set_timer", false)]
    [InlineData("weather", false)]
    [InlineData("self_reboot", false)]
    public void Names_are_matched_by_patterns(string tool, bool allowed) =>
        new ToolFilter(["set_timer", "weather__*"]).Allows(tool).ShouldBe(allowed);

    [Fact]
    public void Null_allows_all_and_nothing_allows_none()
    {
        ToolFilter.All.Allows("anything").ShouldBeTrue();
        new ToolFilter([]).Allows("anything").ShouldBeFalse();
        new ToolFilter(["*"]).Allows("anything").ShouldBeTrue();
    }

    [Fact]
    public void Every_list_must_allow_a_tool()
    {
        var filter = new ToolFilter(["a*", "b"]).And(null).And(["*z", "b"]);
        filter.Allows("az").ShouldBeTrue();
        filter.Allows("b").ShouldBeTrue();
        filter.Allows("a").ShouldBeFalse();
        filter.Allows("z").ShouldBeFalse();
    }

    [Fact]
    public void Only_what_is_allowed_is_offered()
    {
        var schema = JsonElement.Parse("{}");
        AIFunctionDeclaration[] tools = [AIFunctionFactory.CreateDeclaration("a_one", "", schema), AIFunctionFactory.CreateDeclaration("b_two", "", schema)];
        new ToolFilter(["a_*"]).Apply(tools).ShouldHaveSingleItem().Name.ShouldBe("a_one");
        ToolFilter.All.Apply(tools).ShouldBe(tools);
    }
}
