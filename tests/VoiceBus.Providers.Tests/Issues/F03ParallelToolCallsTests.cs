using VoiceBus.Providers.Tests.OpenAi.Chat;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F3 (L10 of public reports): calls are told apart by index, id or name, whichever the vendor gives.</summary>
public sealed class F03ParallelToolCallsTests
{
    [Theory]
    [InlineData("the same index, whole calls (Ollama)",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":\"light\"}"}}""",
        """{"index":0,"id":"call_b","function":{"name":"play_music","arguments":"{}"}}""")]
    [InlineData("no index, ids",
        """{"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":"}}""", """{"id":"call_a","function":{"arguments":"\"light\"}"}}""",
        """{"id":"call_b","function":{"name":"play_music","arguments":""}}""")]
    [InlineData("no index, no ids",
        """{"function":{"name":"turn_on","arguments":"{\"what\":"}}""", """{"function":{"arguments":"\"light\"}"}}""",
        """{"function":{"name":"play_music","arguments":""}}""")]
    [InlineData("the same index, no ids",
        """{"index":0,"function":{"name":"turn_on","arguments":"{\"what\":\"light\"}"}}""", """{"index":0,"function":{"name":"play_music","arguments":"{}"}}""")]
    [InlineData("both in one piece, as a list",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":\"light\"}"}},{"index":0,"id":"call_b","function":{"name":"play_music","arguments":""}}""")]
    [InlineData("pieces mixed, by index",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":""}},{"index":1,"id":"call_b","function":{"name":"play_music","arguments":""}}""",
        """{"index":1,"function":{"arguments":"{}"}},{"index":0,"function":{"arguments":"{\"what\":\"light\"}"}}""")]
    [InlineData("the name with each piece",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":"}}""", """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"\"light\"}"}}""",
        """{"index":1,"id":"call_b","function":{"name":"play_music","arguments":"{}"}}""")]
    [InlineData("another id with each piece (old vLLM)",
        """{"index":0,"id":"x1","function":{"name":"turn_on"}}""", """{"index":0,"id":"x2","function":{"arguments":"{\"what\":"}}""", """{"index":0,"id":"x3","function":{"arguments":"\"light\"}"}}""",
        """{"index":1,"id":"x4","function":{"name":"play_music"}}""")]
    [InlineData("the name in pieces",
        """{"index":0,"id":"call_a","function":{"name":"turn"}}""", """{"index":0,"function":{"name":"_on"}}""", """{"index":0,"function":{"arguments":"{\"what\":\"light\"}"}}""",
        """{"index":1,"id":"call_b","function":{"name":"play_music","arguments":"{}"}}""")]
    [InlineData("arguments as objects",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":{"what":"light"}}}""", """{"index":0,"id":"call_b","function":{"name":"play_music","arguments":{}}}""")]
    [InlineData("everything once more at the end",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":\"light\"}"}}""", """{"index":1,"id":"call_b","function":{"name":"play_music","arguments":"{}"}}""",
        """{"index":0,"id":"call_a","function":{"name":"turn_on","arguments":"{\"what\":\"light\"}"}},{"index":1,"id":"call_b","function":{"name":"play_music","arguments":"{}"}}""")]
    public async Task Two_calls_in_one_answer_are_two_calls(string what, params string[] pieces)
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(
            [.. pieces.Select(static piece => $$"""{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{{piece}}]},"finish_reason":null}]}"""),
             """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]"]));

        var answer = await rig.AskAsync();

        answer.Calls.ShouldBe(["""turn_on {"what":"light"}""", "play_music {}"], what);
        answer.CallIds.ShouldBeUnique();
        answer.CallIds.ShouldAllBe(static id => id.Length > 0);
    }
}
