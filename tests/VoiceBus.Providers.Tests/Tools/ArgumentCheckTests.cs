using System.Text.Json;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Tests.Tools;

public sealed class ArgumentCheckTests
{
    private static readonly JsonElement _schema = JsonElement.Parse("""
        {
          "type": "object",
          "properties": {
            "city": { "type": "string", "minLength": 2, "maxLength": 20 },
            "unit": { "type": ["string", "null"], "enum": ["c", "f", null] },
            "days": { "type": "integer", "minimum": 1, "maximum": 7 },
            "share": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
            "tags": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 2 },
            "place": { "type": "object", "properties": { "lat": { "type": "number" } }, "required": ["lat"], "additionalProperties": false },
            "when": { "anyOf": [{ "type": "integer" }, { "const": "now" }] },
            "free": { "type": "object" },
            "any": true
          },
          "required": ["city"]
        }
        """);

    [Theory]
    [InlineData("""{"city":"Rome"}""")]
    [InlineData("""{"city":"Rome","unit":null,"days":7,"share":0.5,"tags":["a"],"place":{"lat":1.5},"when":"now","free":{"x":[1]},"any":{"y":2}}""")]
    [InlineData("""{"city":"Rome","unit":"f","days":3.0,"when":4}""")]
    public void What_fits_passes(string arguments) => Problem(arguments).ShouldBeNull();

    [Theory]
    [InlineData("{}", "the argument 'city' is missing.")]
    [InlineData("""{"city":7}""", "the argument 'city' must be \"string\".")]
    [InlineData("""{"city":"R"}""", "the argument 'city' must be of a length of at least 2.")]
    [InlineData("""{"city":"Rome","unit":"k"}""", "the argument 'unit' must be one of \"c\", \"f\", null.")]
    [InlineData("""{"city":"Rome","days":8}""", "the argument 'days' must be at most 7.")]
    [InlineData("""{"city":"Rome","days":1.5}""", "the argument 'days' must be \"integer\".")]
    [InlineData("""{"city":"Rome","share":0}""", "the argument 'share' must be more than 0.")]
    [InlineData("""{"city":"Rome","tags":[]}""", "the argument 'tags' must have 1 items at least.")]
    [InlineData("""{"city":"Rome","tags":["a",2]}""", "the argument 'tags[1]' must be \"string\".")]
    [InlineData("""{"city":"Rome","place":{}}""", "the argument 'place.lat' is missing.")]
    [InlineData("""{"city":"Rome","place":{"lat":1,"lon":2}}""", "there is no argument 'place.lon'; there are: lat.")]
    [InlineData("""{"city":"Rome","when":"then"}""", "the argument 'when' must be \"integer\".")]
    [InlineData("""{"city":"Rome","town":"x"}""", "there is no argument 'town'; there are: city, unit, days, share, tags, place, when, free, any.")]
    [InlineData("""[1]""", "the arguments must be a JSON object.")]
    public void What_does_not_is_said_so_that_a_model_can_mend_it(string arguments, string problem) => Problem(arguments).ShouldBe(problem);

    [Fact]
    public void Arguments_nested_without_end_are_not_followed_without_end()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"free":""", 60)) + "1" + new string('}', 60);
        Problem($$"""{"city":"Rome","free":{{deep}} }""").ShouldBeNull();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"properties":{"city":7}}""")]
    [InlineData("""{"properties":{"city":true}}""")]
    [InlineData("""{"properties":{"city":{"type":[7]}}}""")]
    [InlineData("""{"properties":{"city":{"type":"strin"}}}""")]
    [InlineData("""{"properties":{"city":{"enum":7,"minLength":"x","maxLength":1e999,"pattern":"("}}}""")]
    [InlineData("""{"properties":{"city":{"anyOf":7,"oneOf":[],"allOf":[7],"$ref":"http://127.0.0.1:9/x.json"}}}""")]
    [InlineData("""{"properties":{"city":{}},"required":"city"}""")]
    [InlineData("""{"properties":{"city":{}},"required":[7,null]}""")]
    public void A_schema_that_is_none_is_left_to_the_tool(string schema) =>
        ArgumentCheck.Problem(JsonElement.Parse(schema), JsonElement.Parse("""{"city":"Rome"}""")).ShouldBeNull();

    private static string? Problem(string arguments) => ArgumentCheck.Problem(_schema, JsonElement.Parse(arguments));
}
