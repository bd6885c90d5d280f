using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

/// <summary>The vendor's own library understands our stand-in: what our client is tested against is what true vendors answer.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task The_stand_in_speaks_as_the_library_of_the_protocols_author_expects()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("Hello ", "there."), VendorReply.ToolCall("call_1", "get_time", "{\"zone\":", "\"UTC\"}"));
        var foreign = new ChatClient("m", new ApiKeyCredential("sesame"), new OpenAIClientOptions { Endpoint = rig.Server.Url }).AsIChatClient();

        var words = await rig.AskAsync(foreign);
        var call = await rig.AskAsync(foreign);

        (words.Said, words.Finish, words.Tokens).ShouldBe(("Hello there.", "stop", "7 3"));
        call.Calls.ShouldBe(["""get_time {"zone":"UTC"}"""]);
        rig.Server.Requests[0].Authorization.ShouldBe("Bearer sesame");
    }

    [Fact]
    public async Task Ours_asks_for_the_same_as_the_library_would()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("One."), VendorReply.Words("One."));
        var foreign = new ChatClient("m", new ApiKeyCredential("sesame"), new OpenAIClientOptions { Endpoint = rig.Server.Url }).AsIChatClient();
        Microsoft.Extensions.AI.ChatMessage[] dialogue =
        [
            new(ChatRole.System, "Be brief."), new(ChatRole.User, "What time is it?"),
            new(ChatRole.Assistant, [new FunctionCallContent("call_1", "get_time", new Dictionary<string, object?> { ["zone"] = "UTC" })]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", "noon")]),
            new(ChatRole.User, [new TextContent("And this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
        ];

        await rig.AskAsync(foreign, dialogue);
        await rig.AskAsync(rig.Client(), dialogue);

        var (theirs, ours) = (rig.Server.Requests[0].Body, rig.Server.Requests[1].Body);
        foreach (var member in new[] { "model", "stream", "stream_options" })
            ours.GetProperty(member).GetRawText().ShouldBe(theirs.GetProperty(member).GetRawText());
        foreach (var (our, their) in ours.GetProperty("messages").EnumerateArray().Zip(theirs.GetProperty("messages").EnumerateArray()))
        {
            foreach (var member in their.EnumerateObject())
                our.GetProperty(member.Name).ToString().Replace(" ", "", StringComparison.Ordinal).ShouldBe(member.Value.ToString().Replace(" ", "", StringComparison.Ordinal));
        }

        ours.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString())
            .ShouldBe(theirs.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString()));
    }
}
