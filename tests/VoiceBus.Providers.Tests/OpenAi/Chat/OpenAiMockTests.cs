using Microsoft.Extensions.AI;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

/// <summary>Our client against a mock of the protocol that somebody else wrote.</summary>
public sealed class OpenAiMockTests
{
    private const string Fixtures = """
        {"fixtures":[
          {"match":{"userMessage":"hello"},"response":{"content":"Hello from the mock."}},
          {"match":{"userMessage":"light","hasToolResult":true},"response":{"content":"Both are done."}},
          {"match":{"userMessage":"light"},"response":{"toolCalls":[{"name":"turn_on","arguments":"{\"what\":\"light\"}"},{"name":"play_music","arguments":"{}"}]}},
          {"match":{"userMessage":"think"},"response":{"content":"42.","reasoning":"Six times seven."}},
          {"match":{"userMessage":"limit"},"response":{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"},"status":429}}
        ]}
        """;

    [Fact]
    public async Task A_foreign_mock_and_our_client_understand_each_other()
    {
        await using var rig = await ChatRig.StartAsync();
        await using var mock = await OpenAiMock.StartAsync(Fixtures, rig.Deadline);
        var client = rig.Client(new OpenAiCompatibleOptions { Url = mock.Origin, Model = "gpt-4o", Key = "sesame" });
        var ran = new List<string>();
        AITool[] tools =
        [
            AIFunctionFactory.Create((string what) => ran.Add(what), "turn_on"), AIFunctionFactory.Create(() => ran.Add("music"), "play_music"),
        ];

        var hello = await rig.AskAsync(client, [new(ChatRole.User, "hello")]);
        (hello.Said, hello.Finish).ShouldBe(("Hello from the mock.", "stop"));
        hello.Tokens.ShouldNotBeNull();

        using var calling = new FunctionInvokingChatClient(client);
        (await rig.AskAsync(calling, [new(ChatRole.User, "light")], new ChatOptions { Tools = tools })).Said.ShouldBe("Both are done.");
        ran.ShouldBe(["light", "music"]);

        var thinking = await rig.AskAsync(client, [new(ChatRole.User, "think")]);
        (thinking.Said, thinking.Thought).ShouldBe(("42.", "Six times seven."));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(client, [new(ChatRole.User, "limit")]))).Kind.ShouldBe(FailureKind.RateLimited);
        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(client, [new(ChatRole.User, "anything")]))).Detail.ShouldBe("No fixture matched");
        rig.Events.All.ShouldBeEmpty();
    }
}
