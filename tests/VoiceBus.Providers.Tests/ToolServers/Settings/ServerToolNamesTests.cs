using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.Tests.ToolServers.Settings;

public sealed class ServerToolNamesTests
{
    [Theory]
    [InlineData("everything", "get-sum", "everything__get-sum")]
    [InlineData("my server", "get.weather", "my_server__get_weather")]
    [InlineData("__odd__name__", "天气", "odd_name____")]
    public void Names_are_readable(string server, string tool, string name) => ServerToolNames.Map(server, [tool])[tool].ShouldBe(name);

    [Fact]
    public void The_order_of_listing_does_not_matter()
    {
        string[] tools = ["a.b", "a_b", "a-b", "a b"];
        var names = ServerToolNames.Map("s", tools);
        ServerToolNames.Map("s", tools.Reverse()).ShouldBe(names, ignoreOrder: true);
        names.Values.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Two_servers_never_share_a_name() =>
        ServerToolNames.Map("a", ["b__c"]).Values.ShouldNotContain(ServerToolNames.Map("a__b", ["c"])["c"]);

    [Property]
    public Property Any_name_becomes_one_that_models_take() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<NonEmptyString[]>(), static (server, tools) =>
        {
            var names = ServerToolNames.Map(server.Get, tools.Select(static tool => tool.Get).Distinct());
            return names.Values.All(static name => Regex.IsMatch(name, "^[A-Za-z0-9_-]{1,64}$"))
                && names.Values.Distinct().Count() == names.Count;
        });
}
