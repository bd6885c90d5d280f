using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Tests.Thinking;

/// <summary>Ninety tools of ten servers make a small model stumble; it is offered those that fit.</summary>
public sealed class ToolSelectionTests
{
    private static readonly AIFunction[] _own = [AIFunctionFactory.Create(static () => "", "set_timer"), AIFunctionFactory.Create(static () => "", "self_dial")];

    private static readonly AIFunctionDeclaration[] _others =
    [
        .. Enumerable.Range(0, 50).Select(static i => Tool($"files__read_{i}", "Reads a file.")),
        Tool("get_current_time", "Tells the time."),
        Tool("home__switch", "Turns lights on and off."),
        Tool("map__search", "查询附近的餐厅和路线"),
        .. Enumerable.Range(0, 50).Select(static i => Tool($"notes__write_{i}", "Writes a note.")),
    ];

    [Fact]
    public void Where_all_fit_all_are_offered()
    {
        var (own, others) = new ToolSelection(1000, null, ToolRanking.Relevance).Choose(_own, _others, "hello");
        (own, others).ShouldBe((_own, _others));
    }

    [Theory]
    [InlineData("please switch the light on", "home__switch")]
    [InlineData("Lights!", "home__switch")]
    [InlineData("附近有什么餐厅", "map__search")]
    [InlineData("write me a note about files", "notes__write_0")]
    public void What_the_user_speaks_of_is_offered(string said, string tool)
    {
        var (own, others) = new ToolSelection(6, null, ToolRanking.Relevance).Choose(_own, _others, said);

        own.ShouldBe(_own);
        others.Count.ShouldBe(4);
        others.Select(static one => one.Name).ShouldContain(tool);
        others.Select(static one => one.Name).ShouldContain("get_current_time", "what is built in is of use to everybody");
    }

    [Fact]
    public void What_the_operator_wants_first_comes_first_and_the_rest_in_order()
    {
        var (_, others) = new ToolSelection(8, ["map__*", "notes__write_4?"], ToolRanking.Order).Choose(_own, _others, "lights");

        others.Select(static one => one.Name).ShouldBe(["map__search", "notes__write_40", "notes__write_41", "notes__write_42", "notes__write_43", "notes__write_44"]);
    }

    [Fact]
    public void Even_the_sessions_own_are_no_more_than_fit()
    {
        var (own, others) = new ToolSelection(1, null, ToolRanking.Relevance).Choose(_own, _others, "hello");
        (own.Count, others.Count).ShouldBe((1, 0));
    }

    private static AIFunctionDeclaration Tool(string name, string description) =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonElement.Parse("""{"type":"object","properties":{}}"""));
}
