using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>
/// F2 (L01 L03 L05 L08 L14 L31 L32 of public reports): what a vendor writes a little differently costs that piece at most, never the turn.
/// </summary>
public sealed class F02VendorJsonTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("L01", "Hello world.", """{"choices":[{"index":0,"delta":{"content":"Hello "},"finish_reason":""}]}""", """{"choices":[{"index":0,"delta":{"content":"world."},"finish_reason":""}]}""")]
    [InlineData("an unknown reason with each piece", "Hello world.", """{"choices":[{"index":0,"delta":{"content":"Hello "},"finish_reason":"going_on"}]}""", """{"choices":[{"index":0,"delta":{"content":"world."},"finish_reason":"going_on"}]}""")]
    [InlineData("a reason of another type", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":{"type":"stop"}}]}""")]
    [InlineData("L03 an unknown role", "Hello", """{"choices":[{"index":0,"delta":{"role":"bot","content":"Hello"}}]}""")]
    [InlineData("no role", "Hello", """{"choices":[{"index":0,"delta":{"role":null,"content":"Hello"}}]}""")]
    [InlineData("L05", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"}}]}""", """{"choices":null,"usage":{"prompt_tokens":1}}""")]
    [InlineData("L08 usage of another type", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"}}],"usage":"none"}""")]
    [InlineData("usage with nulls", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"}}],"usage":{"prompt_tokens":null,"completion_tokens":"x"}}""")]
    [InlineData("L31", "Hello \ud83d\ude0a my friend", """{"choices":[{"index":0,"delta":{"content":"Hello \ud83d"}}]}""", """{"choices":[{"index":0,"delta":{"content":"\ude0a my friend"}}]}""")]
    [InlineData("half a character that stays half", "Hello  there", """{"choices":[{"index":0,"delta":{"content":"Hello \ud83d"}}]}""", """{"choices":[{"index":0,"delta":{"content":" there"}}]}""")]
    [InlineData("L32", "Hello", """{"created":"2023-10-20T10:00:00Z","choices":[{"index":0,"delta":{"content":"Hello"}}]}""")]
    [InlineData("an id that is a number", "Hello", """{"id":17,"model":null,"object":[],"choices":[{"index":0,"delta":{"content":"Hello"}}]}""")]
    [InlineData("an index that is a text", "Hello", """{"choices":[{"index":"0","delta":{"content":"Hello"}}]}""")]
    [InlineData("no index", "Hello", """{"choices":[{"delta":{"content":"Hello"}}]}""")]
    [InlineData("choices that are one", "Hello", """{"choices":{"index":0,"delta":{"content":"Hello"}}}""")]
    [InlineData("a second answer nobody asked for", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"}},{"index":1,"delta":{"content":"Hi"}}]}""")]
    [InlineData("content in parts", "Hello there", """{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Hello "},{"type":"output_text","text":"there"},{"type":"image_url","image_url":{"url":"x"}}]}}]}""")]
    [InlineData("content that is one part", "Hello", """{"choices":[{"index":0,"delta":{"content":{"type":"text","text":"Hello"}}}]}""")]
    [InlineData("a delta that is a text", "Hello", """{"choices":[{"index":0,"delta":"Hello"}]}""")]
    [InlineData("a message instead of a delta", "Hello", """{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello"}}]}""")]
    [InlineData("the old text member", "Hello", """{"choices":[{"index":0,"text":"Hello"}]}""")]
    [InlineData("Python's words", "Hello", """{"choices":[{"index":0,"delta":{"content":"Hello"},"logprobs":None,"score":NaN,"done":False}]}""")]
    [InlineData("a tab in a text", "Hello\tthere", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\tthere\"}}]}")]
    [InlineData("an escape JSON has not", "it's", """{"choices":[{"index":0,"delta":{"content":"it\'s"}}]}""")]
    [InlineData("two documents in one event", "Hello there", """{"choices":[{"index":0,"delta":{"content":"Hello "}}]}{"choices":[{"index":0,"delta":{"content":"there"}}]}""")]
    [InlineData("no error", "Hello", """{"error":null,"choices":[{"index":0,"delta":{"content":"Hello"}}]}""")]
    [InlineData("a ping", "Hello", "ping", """{"choices":[{"index":0,"delta":{"content":"Hello"}}]}""")]
    [InlineData("an event of nothing", "Hello", "", """{"choices":[{"index":0,"delta":{"content":"Hello"}}]}""")]
    public async Task What_is_written_differently_is_understood(string what, string said, params string[] data)
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering([.. data, Stop, "[DONE]"]));

        var answer = await rig.AskAsync();

        answer.Said.ShouldBe(said, what);
        answer.Finish.ShouldBe("stop");
        rig.Events.Of<DefectCaught>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("L14", """{"id":"call_1","index":0,"function":{"name":"calculate","arguments":{"expression":"20+3"}}}""")]
    [InlineData("arguments written twice over", """{"id":"call_1","index":0,"function":{"name":"calculate","arguments":"\"{\\\"expression\\\":\\\"20+3\\\"}\""}}""")]
    [InlineData("empty arguments first", """{"id":"call_1","index":0,"function":{"name":"calculate","arguments":"{}"}}""", """{"index":0,"function":{"arguments":"{\"expression\":\"20+3\"}"}}""")]
    [InlineData("a block of code", """{"id":"call_1","index":0,"function":{"name":"calculate","arguments":"```json\n{\"expression\":\"20+3\"}\n```"}}""")]
    [InlineData("flat", """{"id":"call_1","name":"calculate","arguments":"{\"expression\":\"20+3\"}"}""")]
    [InlineData("with a prefix", """{"id":"call_1","function":{"name":"functions.calculate","arguments":"{\"expression\":\"20+3\"}"}}""")]
    [InlineData("a number as id", """{"id":7,"function":{"name":"Calculate","arguments":"{\"expression\":\"20+3\"}"}}""")]
    [InlineData("a trailing comma", """{"id":"call_1","function":{"name":"calculate","arguments":"{\"expression\":\"20+3\",}"}}""")]
    public async Task Arguments_are_understood_however_they_are_written(string what, params string[] pieces)
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(
            [.. pieces.Select(static piece => $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{{piece}}}]}}]}"""), Stop, "[DONE]"]));

        var answer = await rig.AskAsync();

        answer.Calls.ShouldBe(["""calculate {"expression":"20+3"}"""], what);
        answer.Finish.ShouldBe("tool_calls");
    }

    [Fact]
    public async Task A_call_that_cannot_be_read_costs_itself_and_is_told()
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(
            """{"choices":[{"index":0,"delta":{"content":"One moment."}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"get_time","arguments":"zone=UTC"}},{"index":1,"id":"b","function":{"name":"calculate","arguments":"{\"expression\":\"1\"}"}}]}}]}""",
            Stop));

        var answer = await rig.AskAsync();

        answer.Said.ShouldBe("One moment.");
        answer.Calls.ShouldBe(["""calculate {"expression":"1"}"""]);
        rig.Events.Of<ProviderAnswerUnreadable>().Single().Parts.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_costs_itself_and_is_told()
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(
            """{"choices":[{"index":0,"delta":{"content":"Hello "}}]}""", """{"choices":[{"ind""", """{"choices":[{"index":0,"delta":{"content":"there."}}]}""", Stop));

        (await rig.AskAsync()).Said.ShouldBe("Hello there.");
        rig.Events.Of<ProviderAnswerUnreadable>().Single().ShouldBe(new ProviderAnswerUnreadable("llm", "vendor", 1));
    }

    [Theory]
    [InlineData("application/json", """{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2}}""")]
    [InlineData("text/event-stream", """  {"choices":[{"message":{"content":"Hello."}}]}""")]
    [InlineData("application/json", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")]
    [InlineData(null, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello.\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("application/x-ndjson", "{\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"},\"done\":false}\n{\"message\":{\"role\":\"assistant\",\"content\":\"lo.\"},\"done\":true}\n")]
    public async Task An_answer_is_told_by_its_first_letter_whatever_it_is_called(string? type, string body)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Body(System.Text.Encoding.UTF8.GetBytes(body), type));

        (await rig.AskAsync()).Said.ShouldStartWith("Hel");
    }

    [Theory]
    [InlineData("""{"error":{"message":"overloaded","code":"rate_limit_exceeded"}}""", FailureKind.RateLimited)]
    [InlineData("""{"error":{"message":"bad key","code":401}}""", FailureKind.Unauthorized)]
    [InlineData("""{"error":"out of memory"}""", FailureKind.BadResponse)]
    [InlineData("""{"code":"InvalidParameter","message":"no such thing"}""", FailureKind.BadRequest)]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"login fail"},"choices":null}""", FailureKind.BadResponse)]
    [InlineData("""{"success":false,"errors":[{"code":7003,"message":"no route"}]}""", FailureKind.BadResponse)]
    [InlineData("""[{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}]""", FailureKind.RateLimited)]
    public async Task An_error_is_an_error_wherever_it_stands(string error, FailureKind kind)
    {
        await using var rig = await ChatRig.StartAsync(
            ChatRig.Answering(error), VendorReply.Status(200, error), ChatRig.Answering("""{"choices":[{"index":0,"delta":{"content":"One"}}]}""", error),
            VendorReply.Body(System.Text.Encoding.UTF8.GetBytes($"event: error\ndata: {error}\n\n")));

        for (var i = 0; i < 4; i++)
            (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Kind.ShouldBe(kind);
        rig.Server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_event_called_error_needs_no_json()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Body("event: error\ndata: the model crashed\n\n"u8.ToArray()));

        var failure = await Should.ThrowAsync<ProviderException>(() => rig.AskAsync());
        (failure.Kind, failure.Detail).ShouldBe((FailureKind.BadResponse, "the model crashed"));
    }

    [Fact]
    public async Task A_model_that_only_thinks_is_told_how_to_be_cured()
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(
            """{"choices":[{"index":0,"delta":{"reasoning_content":"Well, "}}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"""));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(options: new ChatOptions()))).Message.ShouldContain("max_tokens");
    }
}
