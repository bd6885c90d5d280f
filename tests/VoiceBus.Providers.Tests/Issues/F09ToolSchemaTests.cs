using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.Tools.Schemas;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F9 (T09 T09b T10 of public reports): a bad schema is repaired or costs its own tool; no other and no device.</summary>
public sealed class F09ToolSchemaTests
{
    [Theory]
    [InlineData("T10", """{"type":"object","properties":{},"required":{}}""", """{"type":"object","properties":{}}""")]
    [InlineData("T10 true", """{"type":"object","properties":{"a":{"type":"string"}},"required":true}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("T09", "null", """{"type":"object","properties":{}}""")]
    [InlineData("T09b in a property", """{"type":"object","properties":{"a":{"type":"array"}}}""", """{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}}}}""")]
    [InlineData("empty lists of PHP and Lua", """{"type":"object","properties":[],"required":[]}""", """{"type":"object","properties":{}}""")]
    [InlineData("no type", """{"properties":{"a":{"type":"integer"}}}""", """{"type":"object","properties":{"a":{"type":"integer"}}}""")]
    [InlineData("nothing", "{}", """{"type":"object","properties":{}}""")]
    [InlineData("a truth", "true", """{"type":"object","properties":{}}""")]
    [InlineData("as text", "\"{\\\"type\\\":\\\"object\\\",\\\"properties\\\":{\\\"a\\\":{\\\"type\\\":\\\"string\\\"}}}\"", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("needed by itself", """{"type":"object","properties":{"a":{"type":"string","required":true},"b":{"type":"string","required":false}}}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"]}""")]
    [InlineData("needed and unknown", """{"type":"object","properties":{"a":{}},"required":["a","b","a",7]}""", """{"type":"object","properties":{"a":{}},"required":["a"]}""")]
    [InlineData("types of other languages", """{"type":"dict","properties":{"a":{"type":"str"},"b":{"type":"int"},"c":{"type":"Float"},"d":{"type":"bool"},"e":{"type":"any"},"f":"string","g":{"type":["string","null"]},"h":{"type":"list","items":{"type":"int"}}}}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"number"},"d":{"type":"boolean"},"e":{},"f":{"type":"string"},"g":{"type":["string","null"]},"h":{"type":"array","items":{"type":"integer"}}}}""")]
    [InlineData("properties as a list", """{"type":"object","properties":[{"name":"a","type":"string"},{"no":"name"}]}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("items as a tuple", """{"type":"object","properties":{"a":{"type":"array","items":[{"type":"number"},{"type":"string"}]}}}""", """{"type":"object","properties":{"a":{"type":"array","items":{"type":"number"}}}}""")]
    [InlineData("choices", """{"type":"object","properties":{"a":{"type":"string","enum":[]},"b":{"type":"string","enum":["x","x","",1]},"c":{"type":"string","const":"only"}}}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string","enum":["x","1"]},"c":{"type":"string","enum":["only"]}}}""")]
    [InlineData("bounds of other types", """{"type":"object","properties":{"a":{"type":"integer","minimum":"0","maximum":"100","exclusiveMinimum":true,"maxLength":null}}}""",
        """{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":100}}}""")]
    [InlineData("references", """{"type":"object","properties":{"a":{"$ref":"#/$defs/Size","description":"how large"}},"$defs":{"Size":{"type":"integer","minimum":1}},"$schema":"x","$id":"y"}""",
        """{"type":"object","properties":{"a":{"type":"integer","minimum":1,"description":"how large"}}}""")]
    [InlineData("a reference to itself", """{"type":"object","properties":{"a":{"$ref":"#/$defs/Node"}},"$defs":{"Node":{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"}}}}}""",
        """{"type":"object","properties":{"a":{"type":"object","properties":{"next":{}}}}}""")]
    [InlineData("a reference to elsewhere", """{"type":"object","properties":{"a":{"$ref":"https://example.org/x.json"}}}""", """{"type":"object","properties":{"a":{}}}""")]
    [InlineData("alternatives at the top", """{"type":"object","anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}}}]}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")]
    [InlineData("parts at the top", """{"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}}}]}""",
        """{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object","required":["a"]}""")]
    [InlineData("half a character", """{"type":"object","properties":{"a":{"type":"string","description":"\ud83d!"}}}""", """{"type":"object","properties":{"a":{"type":"string","description":"\uFFFD!"}}}""")]
    public void What_can_be_meant_is_repaired(string what, string given, string cleaned)
    {
        var schema = ToolSchema.Clean(given == "null" ? null : JsonElement.Parse(given), out var problem);

        problem.ShouldBeNull(what);
        JsonNode.DeepEquals(JsonNode.Parse(schema!.Value.GetRawText()), JsonNode.Parse(cleaned)).ShouldBeTrue($"{what}: {schema.Value.GetRawText()}");
    }

    [Theory]
    [InlineData("""{"type":"array"}""", "type array")]
    [InlineData("""{"type":"string"}""", "type string")]
    public void What_cannot_is_left_out_and_said(string given, string reason)
    {
        ToolSchema.Clean(JsonElement.Parse(given), out var problem).ShouldBeNull();
        problem!.ShouldContain(reason);
    }

    [Fact]
    public void A_schema_that_would_fill_the_context_is_left_out()
    {
        var many = string.Join(',', Enumerable.Range(0, 2000).Select(static i => $"\"property_{i}\":{{\"type\":\"string\",\"description\":\"of some use\"}}"));
        ToolSchema.Clean(JsonElement.Parse($$"""{"type":"object","properties":{ {{many}} } }"""), out var problem).ShouldBeNull();
        problem!.ShouldContain("bytes");
    }

    [Property(MaxTest = 300)]
    public void Whatever_is_cleaned_stays_as_it_is_when_cleaned_again(string[] names, int[] kinds)
    {
        string[] odd = ["null", "true", "[]", "{}", "\"string\"", "7", """{"type":7}""", """{"items":[]}""", """{"type":"array","items":{"type":[]}}""", """{"anyOf":[null,{}]}""", """{"enum":{}}""", """{"$ref":"#"}"""];
        var properties = new JsonObject();
        foreach (var (name, kind) in names.Where(static name => name is not null).Distinct().Zip(kinds))
            properties[name] = JsonNode.Parse(odd[(int)((uint)kind % (uint)odd.Length)]);
        var given = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = JsonNode.Parse(odd[names.Length % odd.Length]) };

        var once = ToolSchema.Clean(JsonElement.Parse(given.ToJsonString()), out _)!.Value;
        ToolSchema.Clean(once, out _)!.Value.GetRawText().ShouldBe(once.GetRawText());
    }

    [Fact]
    public void A_list_is_read_tool_by_tool()
    {
        var page = ListedTools.Read(JsonNode.Parse("""
            {"tools":[
              {"name":"good","description":"d","inputSchema":{"type":"object","properties":{"a":{"type":"string"}}}},
              {"name":"bad","inputSchema":{"type":"array"}},
              {"name":"none","inputSchema":null},
              {"name":7,"inputSchema":{}}, null, "tool", {"description":"no name"},
              {"name":"by another name","input_schema":{"properties":{"b":{}}},"description":{"en":"x"}},
              {"type":"function","function":{"name":"as OpenAI has it","parameters":{"properties":{"c":{}}}}},
              {"name":"reboot","annotations":{"audience":["user"]}},
              {"name":"both","annotations":{"audience":["user","assistant"]}},
              {"name":"odd annotations","annotations":[1]}],
             "nextCursor":5}
            """));

        page.Tools.Select(static tool => tool.Name).ShouldBe(["good", "none", "by another name", "as OpenAI has it", "both", "odd annotations"]);
        page.Tools[2].Schema.GetProperty("properties").TryGetProperty("b", out _).ShouldBeTrue();
        page.LeftOut.Select(static left => left.Tool).ShouldBe(["bad", "?", "?"]);
        page.Next.ShouldBe("5");
        ListedTools.Read(JsonNode.Parse("""{"tools":{"named":{"description":"d"}}}""")).Tools.Single().Name.ShouldBe("named");
        ListedTools.Read(null).Tools.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"error":{"message":"Invalid schema for function 'turn_on': In context=('properties', 'x'), array schema missing items.","type":"invalid_request_error","param":"tools[3].function.parameters","code":"invalid_function_parameters"}}""")]
    [InlineData("""[{"error":{"code":400,"message":"* GenerateContentRequest.tools[0].function_declarations[3].parameters.properties[x].items: missing field.\n","status":"INVALID_ARGUMENT"}}]""")]
    [InlineData("""{"detail":[{"type":"value_error","loc":["body","tools",3,"function"],"msg":"bad"}]}""")]
    [InlineData("""{"error":{"message":"tools.3.custom.input_schema: JSON schema is invalid","type":"invalid_request_error"}}""")]
    public async Task A_tool_that_a_vendor_refuses_all_the_same_is_left_out_from_then_on(string refusal)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(400, refusal), VendorReply.Words("One."), VendorReply.Words("Two."));

        (await rig.AskAsync()).Said.ShouldBe("One.");
        (await rig.AskAsync()).Said.ShouldBe("Two.");

        rig.Server.Requests.Select(static request => request.Body.GetProperty("tools").EnumerateArray()
            .Any(static tool => tool.GetProperty("function").GetProperty("name").GetString() == "turn_on")).ShouldBe([true, false, false]);
        rig.Server.Requests[1].Body.GetProperty("tools").GetArrayLength().ShouldBe(ChatRig.Tools.Count - 1);
        rig.Events.Of<RequestPartRefused>().Single().Part.ShouldBe("the tool 'turn_on'");
    }

    [Theory]
    [InlineData("""{"a":"5","b":"yes","c":7,"d":"x","e":"{\"f\":\"1\"}","g":null}""", """{"a":5,"b":true,"c":"7","d":["x"],"e":{"f":1}}""")]
    [InlineData("""{"a":5.0,"b":0,"d":"[\"x\",\"y\"]","h":"HIGH"}""", """{"a":5,"b":false,"d":["x","y"],"h":"high"}""")]
    [InlineData("""{"a":"many","unknown":"5"}""", """{"a":"many","unknown":"5"}""")]
    public void Arguments_are_brought_into_their_types_for_servers_too(string given, string coerced)
    {
        var schema = JsonElement.Parse("""
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"string"},"d":{"type":"array","items":{"type":"string"}},
             "e":{"type":"object","properties":{"f":{"type":"integer"}}},"g":{"type":"string"},"h":{"type":"string","enum":["low","high"]}}}
            """);
        ArgumentTypes.Coerce(schema, JsonElement.Parse(given)).GetRawText().ShouldBe(coerced);
    }
}
