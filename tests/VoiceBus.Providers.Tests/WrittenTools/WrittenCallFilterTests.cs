using Microsoft.Extensions.AI;
using VoiceBus.Providers.WrittenTools;

namespace VoiceBus.Providers.Tests.WrittenTools;

public sealed class WrittenCallFilterTests
{
    private const string Lamp = """{"name": "lamp", "arguments": {"on": true}}""";

    public static TheoryData<string, string, string> Answers => new()
    {
        { "Just words.", "Just words.", "" },
        { "1 < 2 and <b>bold</b> and <tool box.", "1 < 2 and <b>bold</b> and <tool box.", "" },
        { $"<tool_call>{Lamp}</tool_call>", "", "lamp(on=True)" },
        { $"\n\n<tool_call>\n{Lamp}\n</tool_call>\n", "", "lamp(on=True)" },
        { $"I will. <tool_call>{Lamp}</tool_call> Done!", "I will.", "lamp(on=True)" },
        { $"<TOOL_CALL>{Lamp}</Tool_Call>", "", "lamp(on=True)" },
        { $"<tool_call>{Lamp}", "", "lamp(on=True)" },
        { $"<tool_call>{Lamp}<tool_call>", "", "lamp(on=True)" },
        { $"<tool_call>{Lamp}\nI have switched it on.", "", "lamp(on=True)" },
        { $"<tool_call>{Lamp}</tool_call><tool_call>{{\"name\":\"fan\"}}</tool_call>", "", "lamp(on=True) fan()" },
        { $"<tool_call>{Lamp}<tool_call>{{\"name\":\"fan\"}}</tool_call>", "", "lamp(on=True) fan()" },
        { $"<tool_call>{Lamp}</tool_call><tool_result>on</tool_result> It is on. <tool_call>{Lamp}</tool_call>", "", "lamp(on=True)" },
        { $"<tool_call>```json\n{Lamp}\n```</tool_call>", "", "lamp(on=True)" },
        { """<tool_call>{"name":"lamp","arguments":"{\"on\":true}"}</tool_call>""", "", "lamp(on=True)" },
        { """<tool_call>{"name":"lamp","parameters":{"on":true,},}</tool_call>""", "", "lamp(on=True)" },
        { """<tool_call>{"function":{"name":"lamp","arguments":{"on":true}}}</tool_call>""", "", "lamp(on=True)" },
        { """<tool_call>{"name":"lamp","arguments":{"on":true}</tool_call>""", "", "lamp(on=True)" },
        { """<function_call>[{"name":"lamp","arguments":{"on":true}},{"name":"fan","arguments":{}}]</function_call>""", "", "lamp(on=True) fan()" },
        { Lamp, "", "lamp(on=True)" },
        { $"```json\n{Lamp}\n```", "", "lamp(on=True)" },
        { """{"name": "Ada", "age": 36}""", """{"name": "Ada", "age": 36}""", "" },
        { "{not json", "{not json", "" },
        { "``` is how code begins", "``` is how code begins", "" },
        { "", "", "" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Calls_are_found_however_the_answer_is_cut(string answer, string words, string calls)
    {
        foreach (var size in new[] { 1, 2, 5, 7, 1000 })
        {
            var id = 0;
            var filter = new WrittenCallFilter(() => $"call_{++id}");
            List<AIContent> found = [];
            foreach (var piece in answer.Chunk(size))
                found.AddRange(filter.Add(new string(piece)));
            found.AddRange(filter.Finish());

            string.Concat(found.OfType<TextContent>().Select(static text => text.Text)).Trim().ShouldBe(words, $"in pieces of {size}");
            string.Join(' ', found.OfType<FunctionCallContent>().Select(Written)).ShouldBe(calls, $"in pieces of {size}");
            filter.HasCalled.ShouldBe(calls.Length > 0);
        }
    }

    [Theory]
    [InlineData("<tool_call>lamp on</tool_call>")]
    [InlineData("<tool_call>{\"arguments\":{}}</tool_call>")]
    [InlineData("<tool_call>{{{</tool_call>")]
    public void A_call_that_is_none_is_told(string answer) => Should.Throw<FormatException>(() =>
    {
        var filter = new WrittenCallFilter(static () => "id");
        filter.Add(answer);
        filter.Finish();
    });

    [Fact]
    public void Words_are_not_held_back()
    {
        var filter = new WrittenCallFilter(static () => "id");
        filter.Add("Hello").ShouldHaveSingleItem().ShouldBeOfType<TextContent>().Text.ShouldBe("Hello");
        filter.Add(" <").ShouldHaveSingleItem().ShouldBeOfType<TextContent>().Text.ShouldBe(" ");
        filter.Add("3").ShouldHaveSingleItem().ShouldBeOfType<TextContent>().Text.ShouldBe("<3");
    }

    private static string Written(FunctionCallContent call) =>
        $"{call.Name}({string.Join(", ", call.Arguments!.Select(static argument => $"{argument.Key}={argument.Value}"))})";
}
