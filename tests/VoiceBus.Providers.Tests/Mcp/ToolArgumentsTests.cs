using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.Tests.Mcp;

/// <summary>Firmware takes an argument of another type for a missing one: models are met half way.</summary>
public sealed class ToolArgumentsTests
{
    private static readonly JsonElement _schema = JsonElement.Parse("""
        {"type":"object","properties":{
            "level":{"type":"integer","minimum":0,"maximum":100},
            "on":{"type":"boolean"},"theme":{"type":"string"},"ratio":{"type":"number"},
            "note":{"type":"string","default":"none"}},
         "required":["level"]}
        """);

    [Theory]
    [InlineData("""{"level":20}""", """{"level":20}""")]
    [InlineData("""{"level":"20"}""", """{"level":20}""")]
    [InlineData("""{"level":"20%"}""", """{"level":20}""")]
    [InlineData("""{"level":20.0}""", """{"level":20}""")]
    [InlineData("""{"level":1,"on":"true","theme":5,"ratio":"0.5"}""", """{"level":1,"on":true,"theme":"5","ratio":0.5}""")]
    [InlineData("""{"level":1,"on":0}""", """{"level":1,"on":false}""")]
    [InlineData("""{"level":1,"unknown":"x","note":null}""", """{"level":1}""")]
    public void Arguments_are_brought_into_the_types_of_the_schema(string given, string coerced) =>
        Coerce(given).ShouldBe(coerced);

    [Theory]
    [InlineData("{}", "the argument 'level' is missing.")]
    [InlineData("""{"level":null}""", "the argument 'level' is missing.")]
    [InlineData("""{"level":"loud"}""", "the argument 'level' must be a whole number.")]
    [InlineData("""{"level":1.5}""", "the argument 'level' must be a whole number.")]
    [InlineData("""{"level":101}""", "the argument 'level' must be 0 to 100, not 101.")]
    [InlineData("""{"level":99999999999}""", "the argument 'level' must be a whole number.")]
    [InlineData("""{"level":1,"on":"perhaps"}""", "the argument 'on' must be true or false.")]
    public void What_cannot_be_meant_is_told_in_words(string given, string problem) => Coerce(given).ShouldBe(problem);

    private static string Coerce(string given)
    {
        var arguments = new AIFunctionArguments();
        foreach (var member in JsonElement.Parse(given).EnumerateObject())
            arguments[member.Name] = member.Value;
        return ToolArguments.Coerce(_schema, arguments, out var problem) is { } coerced ? coerced.GetRawText() : problem;
    }
}
