using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using VoiceBus.Providers.OpenAi.Chat;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

/// <summary>Whatever a vendor writes, reading it never throws: that would be taken for a defect of ours.</summary>
public sealed class ChatAnswerReaderTests
{
    private const string Whole = """
        {"id":"a","model":"m","created":1,"choices":[{"index":0,"delta":{"role":"assistant","content":"Hello","reasoning_content":"Hm","refusal":null,
        "reasoning_details":[{"text":"x"}],"extra_content":{"google":{"thought":false}},"function_call":{"name":"f","arguments":"{}"},
        "tool_calls":[{"index":0,"id":"c","type":"function","extra_content":{"a":1},"function":{"name":"get_time","arguments":"{\"a\":1}"}}]},
        "message":{"content":[{"type":"text","text":"x"}]},"text":"y","finish_reason":"stop","usage":{"prompt_tokens":1}}],
        "usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}},"error":null,"base_resp":{"status_code":0,"status_msg":""}}
        """;

    private static readonly string[] _odd =
    [
        "null", "\"\"", "\"x\"", "\"\\ud83d\"", "0", "-1", "1e300", "1.5", "true", "false", "[]", "{}", "[null]", "[[]]", "{\"a\":1}", "{\"\":{}}",
        "[{\"text\":7}]", "{\"code\":1,\"message\":\"m\"}", "\"{\\\"a\\\":\"", "99999999999999999999999999",
    ];

    [Property(MaxTest = 400)]
    public void Reading_never_throws(int[] places, int[] values)
    {
        var reader = new ChatAnswerReader(["get_time"], static () => "made");
        for (var i = 0; i < Math.Min(places.Length, values.Length) + 1; i++)
        {
            var document = JsonNode.Parse(Whole)!;
            foreach (var (place, value) in places.Zip(values).Take(i))
                Replace(document, place, _odd[(int)((uint)value % (uint)_odd.Length)]);
            reader.Read("message", Encoding.UTF8.GetBytes(Written(document)));
        }

        reader.End().Contents.ShouldNotBeNull();
    }

    [Property(MaxTest = 400)]
    public void Reading_bytes_never_throws(byte[] bytes, string text, int cut)
    {
        var reader = new ChatAnswerReader(["get_time"], static () => "made");
        reader.Read("message", bytes);
        reader.Read("message", Encoding.UTF8.GetBytes(text ?? ""));
        reader.Read("error", Encoding.UTF8.GetBytes(Whole).AsSpan(0, (int)((uint)cut % (uint)Whole.Length)));
        reader.End().Contents.ShouldNotBeNull();
    }

    [Fact]
    public void A_member_whose_name_is_no_text_costs_its_event()
    {
        var reader = new ChatAnswerReader([], static () => "made");
        reader.Read("message", """{"choices":[{"delta":{"\ud83d":1,"content":"Hello"}}]}"""u8);
        reader.Read("message", """{"choices":[{"delta":{"content":"there"}}]}"""u8).Text.ShouldBe("there");
        (reader.Skipped + (reader.HasWords ? 0 : 1)).ShouldBe(1);
    }

    // The placeholder is replaced in the text: what is put in need not be what the framework would write.
    private static void Replace(JsonNode document, int place, string value)
    {
        var nodes = Nodes(document).ToArray();
        nodes[(int)((uint)place % (uint)nodes.Length)].ReplaceWith($"@@{value}@@");
    }

    private static string Written(JsonNode document)
    {
        var text = document.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var value in _odd)
            text = text.Replace(JsonEncodedText.Encode($"@@{value}@@", System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) is var encoded ? $"\"{encoded}\"" : "", value, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject members => members.Select(static member => member.Value).OfType<JsonNode>().SelectMany(static value => Nodes(value).Append(value)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(static value => Nodes(value).Append(value)),
        _ => [],
    };
}
