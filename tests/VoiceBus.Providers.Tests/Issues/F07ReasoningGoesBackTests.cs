using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F7 (L16 L17 of public reports): the thought that led to a call goes back with it, and no message is without content.</summary>
public sealed class F07ReasoningGoesBackTests
{
    private const string Call = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""";

    private static readonly AIFunction _time = AIFunctionFactory.Create(static () => "noon", "get_time");

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    [InlineData("thinking")]
    public async Task A_thought_goes_back_in_the_member_it_came_in(string member)
    {
        var message = await SecondMessageAsync($$$"""{"choices":[{"index":0,"delta":{"{{{member}}}":"I need "}}]}""", $$$"""{"choices":[{"index":0,"delta":{"{{{member}}}":"the time."}}]}""", Call);

        message.GetProperty(member).GetString().ShouldBe("I need the time.");
        message.GetProperty("content").GetString().ShouldBe("");
        message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("{}");
    }

    [Fact]
    public async Task A_call_without_a_thought_has_content_all_the_same()
    {
        var message = await SecondMessageAsync(Call);

        message.GetProperty("content").GetString().ShouldBe("");
        message.EnumerateObject().Select(static member => member.Name).ShouldBe(["role", "content", "tool_calls"]);
    }

    [Fact]
    public async Task Details_of_a_thought_go_back_as_they_came()
    {
        const string Detail = """{"type":"reasoning.encrypted","data":"c2VjcmV0","index":0}""";
        var message = await SecondMessageAsync($$$"""{"choices":[{"index":0,"delta":{"reasoning":"Hm.","reasoning_details":[{{{Detail}}}]}}]}""", Call);

        message.GetProperty("reasoning_details").GetRawText().ShouldBe($"[{Detail}]");
    }

    [Fact]
    public async Task The_signature_of_a_call_goes_back_as_it_came()
    {
        const string Extra = """{"google":{"thought_signature":"CiQB3o=="}}""";
        var message = await SecondMessageAsync(Call.Replace("\"type\":\"function\"", $"\"extra_content\":{Extra}", StringComparison.Ordinal));

        message.GetProperty("tool_calls")[0].GetProperty("extra_content").GetRawText().ShouldBe(Extra);
    }

    [Fact]
    public async Task A_thought_survives_the_way_over_a_bus()
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering("""{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}""", Call), VendorReply.Words("Noon."));
        var answer = await rig.AskAsync();
        var sent = JsonSerializer.Serialize(answer.Response.Messages, AIJsonUtilities.DefaultOptions);
        var back = JsonSerializer.Deserialize<List<ChatMessage>>(sent, AIJsonUtilities.DefaultOptions)!;

        await rig.AskAsync(dialogue: [new(ChatRole.User, "What time is it?"), .. back, new(ChatRole.Tool, [new FunctionResultContent("call_1", "noon")])]);

        rig.Server.Requests[1].Body.GetProperty("messages")[1].GetProperty("reasoning_content").GetString().ShouldBe("Hm.");
    }

    [Fact]
    public async Task A_vendor_that_refuses_thoughts_gets_none_from_then_on()
    {
        await using var rig = await ChatRig.StartAsync(
            ChatRig.Answering("""{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}""", Call),
            VendorReply.Status(400, """{"error":{"message":"'messages.1' : property 'reasoning_content' is unsupported"}}"""), VendorReply.Words("Noon."));

        (await AskWithToolAsync(rig)).Said.ShouldBe("Noon.");
        rig.Server.Requests[2].Body.GetProperty("messages")[1].TryGetProperty("reasoning_content", out _).ShouldBeFalse();
        rig.Events.Of<RequestPartRefused>().Single().Part.ShouldBe("messages.reasoning_content");
    }

    [Fact]
    public async Task A_vendor_that_misses_thoughts_gets_empty_ones()
    {
        await using var rig = await ChatRig.StartAsync(
            ChatRig.Answering(Call),
            VendorReply.Status(400, """{"error":{"message":"thinking is enabled but reasoning_content is missing in assistant tool call message at index 1"}}"""),
            VendorReply.Words("Noon."));

        (await AskWithToolAsync(rig)).Said.ShouldBe("Noon.");
        rig.Server.Requests[2].Body.GetProperty("messages")[1].GetProperty("reasoning_content").GetString().ShouldBe("");
    }

    [Fact]
    public async Task A_vendor_with_ids_of_its_own_kind_gets_such()
    {
        await using var rig = await ChatRig.StartAsync(
            ChatRig.Answering(Call),
            VendorReply.Status(400, """{"object":"error","message":"Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.","code":3280}"""),
            VendorReply.Words("Noon."));

        (await AskWithToolAsync(rig)).Said.ShouldBe("Noon.");
        var messages = rig.Server.Requests[2].Body.GetProperty("messages");
        var id = messages[1].GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        id.ShouldMatch("^[a-z0-9]{9}$");
        messages[2].GetProperty("tool_call_id").GetString().ShouldBe(id);
    }

    private static async Task<JsonElement> SecondMessageAsync(params string[] data)
    {
        await using var rig = await ChatRig.StartAsync(ChatRig.Answering(data), VendorReply.Words("Noon."));
        (await AskWithToolAsync(rig)).Said.ShouldBe("Noon.");
        return rig.Server.Requests[1].Body.GetProperty("messages")[1].Clone();
    }

    private static async Task<Answer> AskWithToolAsync(ChatRig rig)
    {
        using var client = new FunctionInvokingChatClient(rig.Client());
        return await rig.AskAsync(client, options: new ChatOptions { Tools = [_time] });
    }
}
