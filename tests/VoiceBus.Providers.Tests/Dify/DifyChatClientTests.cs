using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Dify;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors;
using VoiceBus.Testing.Vendors.Dify;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Providers.Tests.Dify;

public sealed class DifyChatClientTests : IAsyncLifetime, IDisposable
{
    private static readonly AIFunction _lamp = AIFunctionFactory.Create(static (bool on) => on ? "on" : "off", "lamp", "Switches the lamp.");
    private readonly VendorRig _rig = new();
    private readonly DifyConversations _conversations = new();
    private FakeDify _server = null!;

    public static TheoryData<DifyKind> Kinds => [.. Enum.GetValues<DifyKind>()];

    public async Task InitializeAsync() => _server = await FakeDify.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_app_is_heard_once_and_word_by_word(DifyKind kind)
    {
        _server.Kind = kind;
        var updates = await AskAsync(Options(), "s1", Said("Hi"));

        updates.Select(static update => update.Text).Where(static text => text.Length > 0).ShouldBe(["Hello ", "from ", "Dify."]);
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        updates.SelectMany(static update => update.Contents).OfType<UsageContent>().Single().Details.OutputTokenCount.ShouldBe(5);
    }

    [Fact]
    public async Task A_session_has_one_conversation_and_asks_only_what_is_new()
    {
        await AskAsync(Options(), "s1", Said("Hi"));
        await AskAsync(Options(), "s1", [new(ChatRole.System, "Be kind."), .. Said("Hi"), Answered("Hello from"), .. Said("And now?")]);
        await AskAsync(Options(), "s2", Said("Me too"));

        _server.Conversations.Values.Select(static queries => string.Join('|', queries)).Order().ShouldBe(["Hi|And now?", "Me too"]);
        var asked = _server.Requests;
        asked[0].Json.TryGetProperty("conversation_id", out _).ShouldBeFalse("an empty one is refused by some");
        asked.Select(static request => request.Json.GetProperty("user").GetString()).ShouldBe(["s1", "s1", "s2"]);
    }

    [Fact]
    public async Task A_question_that_was_interrupted_is_not_asked_again()
    {
        await AskAsync(Options(), "s1", Said("Hi"));
        await AskAsync(Options(), "s1", [NewestWords.Set(new ChatMessage(ChatRole.User, "Hi\n(interrupted)\nAnd now?"), "And now?")]);

        _server.Conversations.Values.Single().ShouldBe(["Hi", "And now?"]);
    }

    [Fact]
    public async Task A_conversation_begins_with_what_was_said_before()
    {
        await AskAsync(Options(), "s1", [.. Said("My name is Ada."), Answered("Hello Ada."), .. Said("What is my name?")]);
        var query = _server.Conversations.Values.Single().Single();
        query.ShouldContain("User: My name is Ada.\nYou: Hello Ada.");
        query.ShouldEndWith("What is my name?");
    }

    [Fact]
    public async Task What_another_model_answered_in_between_is_told()
    {
        await AskAsync(Options(), "s1", Said("Hi"));
        await AskAsync(Options(), "s1", [.. Said("Hi"), Answered("Hello from Dify."), .. Said("One?"), Answered("Another model speaks."), .. Said("Two?")]);
        _server.Conversations.Values.Single()[1].ShouldBe(
            "[What was said before]\nUser: One?\nYou: Another model speaks.\n[End of what was said before]\n\nTwo?");
    }

    [Fact]
    public async Task A_conversation_that_is_gone_begins_anew_unseen()
    {
        await AskAsync(Options(), "s1", Said("Hi"), _lamp);
        _server.CleanUp();
        var updates = await AskAsync(Options(), "s1", [.. Said("Hi"), Answered("Hello from Dify."), .. Said("And now?")], _lamp);

        string.Concat(updates.Select(static update => update.Text)).ShouldBe("Hello from Dify.");
        var query = _server.Conversations.Values.Single().Single();
        query.ShouldContain("\"name\":\"lamp\"");
        query.ShouldContain("You: Hello from Dify.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_devices_tool_is_called_and_its_result_is_answered(DifyKind kind)
    {
        _server.Kind = kind;
        using var client = new FunctionInvokingChatClient(new DifyChatClient("dify", Options(), _rig.Http, _conversations));
        var chat = Chat("s1", _lamp);
        var response = await client.GetResponseAsync("Switch on the lamp", chat, _rig.Token);

        string.Concat(response.Messages.Select(static message => message.Text)).ShouldBe("I will. It says on.");
        var queries = _server.Conversations.Values.Single();
        queries.Count.ShouldBe(2);
        queries[0].ShouldContain("\"name\":\"lamp\"");
        queries[0].ShouldContain("Switches the lamp.");
        queries[1].ShouldBe("<tool_result name=\"lamp\">on</tool_result>");
    }

    [Theory]
    [InlineData(DifyTools.First, 2)]
    [InlineData(DifyTools.Every, 3)]
    [InlineData(DifyTools.Off, 0)]
    public async Task Tools_are_listed_once_a_conversation_and_when_they_have_changed(DifyTools listing, int times)
    {
        var fan = AIFunctionFactory.Create(static () => "", "fan");
        await AskAsync(Options() with { Tools = listing }, "s1", Said("One"), _lamp);
        await AskAsync(Options() with { Tools = listing }, "s1", Said("Two"), _lamp);
        await AskAsync(Options() with { Tools = listing }, "s1", Said("Three"), _lamp, fan);
        _server.Conversations.Values.Single().Count(static query => query.Contains("[Tools]", StringComparison.Ordinal)).ShouldBe(times);
    }

    [Fact]
    public async Task Who_did_not_hear_the_question_has_not_seen_the_tools()
    {
        _server.Script(BadDay.Answer(500, "{}"));
        await Should.ThrowAsync<ProviderException>(() => AskAsync(Options(), "s1", Said("One"), _lamp));
        await AskAsync(Options(), "s1", Said("One"), _lamp);
        _server.Conversations.Values.Single().Single().ShouldContain("[Tools]");
    }

    [Fact]
    public async Task What_was_configured_is_sent()
    {
        await AskAsync(
            Options() with { User = "home", Inputs = JsonElement.Parse("""{"city":"上海"}"""), PromptInput = "persona" },
            "s1",
            [new(ChatRole.System, "Be kind."), .. Said("Hi")]);
        JsonElement.DeepEquals(_server.Requests.Single().Json, JsonElement.Parse(
            """{"inputs":{"city":"上海","persona":"Be kind."},"query":"Hi","response_mode":"streaming","user":"home","auto_generate_name":false}""")).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_leaves_hangs_up_and_has_the_answer_stopped()
    {
        _server.Script(BadDay.HangAfter("text/event-stream", FakeDify.Events(FakeDify.Piece("Hel", task: "task-7"))));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_rig.Token);
        var client = new DifyChatClient("dify", Options(), _rig.Http, _conversations);
        var updates = client.GetStreamingResponseAsync(Said("Hi"), Chat("s1"), leave.Token).GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await updates.MoveNextAsync());
        await updates.DisposeAsync();
        await _server.Requests[0].Closed.WaitAsync(_rig.Token);
        await Eventually.TrueAsync(() => _server.Stopped.Count == 1);
        _server.Stopped.ShouldBe(["task-7 by s1"]);
    }

    [Fact]
    public async Task An_answer_that_says_it_is_over_is_over_and_the_connection_is_used_again()
    {
        await AskAsync(Options(), "s1", Said("Hi"));
        await AskAsync(Options(), "s2", Said("Hi"));
        _server.Connections.ShouldBe(1);
        _server.Script(BadDay.HangAfter("text/event-stream", FakeDify.Events(FakeDify.Piece("Yes."), new { @event = "message_end", task_id = "t" })));
        (await TextAsync()).ShouldBe("Yes.");
        _server.Stopped.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_moderators_words_are_heard_instead_of_what_is_not_said_yet()
    {
        _server.Script(
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("I cannot say.", "message_replace"), new { @event = "message_end" })),
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("Once"), FakeDify.Piece("I cannot say.", "message_replace"), new { @event = "message_end" })),
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("Once"), FakeDify.Piece("Once more.", "message_replace"), new { @event = "message_end" })));
        (await TextAsync()).ShouldBe("I cannot say.");
        (await TextAsync()).ShouldBe("Once I cannot say.");
        (await TextAsync()).ShouldBe("Once more.");
    }

    [Fact]
    public async Task Unknown_events_are_passed_over_and_a_flow_may_answer_at_its_end_only()
    {
        _server.Script(BadDay.Pieces("text/event-stream", FakeDify.Events(
            new { @event = "news", x = 1 },
            new[] { 1 },
            new { @event = "tts_message", audio = "qqqq" },
            new { @event = "workflow_finished", data = new { status = "succeeded", outputs = new { answer = "At last." } } })));
        (await TextAsync()).ShouldBe("At last.");
    }

    [Theory]
    [InlineData(401, "unauthorized", FailureKind.Unauthorized, false, "check the key")]
    [InlineData(400, "app_unavailable", FailureKind.BadRequest, true, "published")]
    [InlineData(400, "provider_not_initialize", FailureKind.Unauthorized, false, "enter them in Dify")]
    [InlineData(400, "provider_quota_exceeded", FailureKind.RateLimited, true, "quota")]
    [InlineData(400, "completion_request_error", FailureKind.Unavailable, true, "app's log")]
    [InlineData(400, "invalid_param", FailureKind.BadRequest, false, "options")]
    [InlineData(404, "not_found", FailureKind.BadRequest, true, "check the address")]
    [InlineData(429, "too_many_requests", FailureKind.RateLimited, true, "left alone")]
    [InlineData(429, "rate_limit_error", FailureKind.RateLimited, true, "plan")]
    [InlineData(500, "internal_server_error", FailureKind.Unavailable, true, "in trouble")]
    public async Task Every_error_has_its_name_with_a_status_and_in_the_middle_of_an_answer(int status, string code, FailureKind kind, bool retryable, string words)
    {
        var error = new { @event = "error", task_id = "t", status, code, message = "it says why" };
        _server.Script(
            BadDay.Answer(status, JsonSerializer.Serialize(new { code, message = "it says why", status })),
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("Hel"), error)));
        for (var i = 0; i < 2; i++)
        {
            var failure = await FailAsync();
            (failure.Kind, failure.Retryable).ShouldBe((kind, retryable));
            failure.Message.ShouldContain(words);
            failure.Detail.ShouldBe("it says why");
        }

        _server.Stopped.ShouldBeEmpty("what has failed need not be stopped");
    }

    [Fact]
    public async Task What_is_no_whole_answer_is_a_bad_one()
    {
        _server.Script(
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("Hel"))),
            BadDay.Pieces("text/event-stream", "data: {\n\n"u8.ToArray()),
            BadDay.Pieces("text/event-stream", FakeDify.Events(new { @event = "workflow_finished", data = new { status = "failed", error = "node 3" } })),
            BadDay.Pieces("text/event-stream", FakeDify.Events(FakeDify.Piece("<tool_call>nonsense</tool_call>"))),
            BadDay.Answer(200, "{\"event\":\"message\"}"),
            BadDay.Answer(200, "<html>", "text/html"));
        for (var i = 0; i < 6; i++)
            (await Should.ThrowAsync<ProviderException>(() => AskAsync(Options(), null, Said("Hi")), $"answer {i}")).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Fact]
    public async Task Silence_ends_at_its_deadline_before_and_within_an_answer()
    {
        _server.Script(BadDay.Hang(), BadDay.HangAfter("text/event-stream", FakeDify.Events(FakeDify.Piece("Hel"))));
        (await FailAsync(Options() with { FirstTokenTimeout = VendorRig.Soon })).Kind.ShouldBe(FailureKind.Timeout);
        (await FailAsync(Options() with { IdleTimeout = VendorRig.Soon })).Message.ShouldBe("dify fell silent for 0.05 s");
    }

    [Fact]
    public async Task Nobody_there_is_unavailable_and_pictures_are_not_taken()
    {
        using var closed = new ClosedPort();
        (await FailAsync(Options() with { Url = new Uri($"http://127.0.0.1:{closed.Number}/v1") })).Kind.ShouldBe(FailureKind.Unavailable);
        var picture = new ChatMessage(ChatRole.User, [new TextContent("What?"), new DataContent(new byte[] { 1 }, "image/png")]);
        (await Should.ThrowAsync<ProviderException>(() => AskAsync(Options(), "s1", [picture]))).Message.ShouldContain("takes no pictures");
    }

    [Fact]
    public void Only_so_many_conversations_are_kept()
    {
        var few = new DifyConversations(capacity: 2);
        var first = few.Of("a", "1");
        few.Of("a", "2");
        few.Of("a", "1").ShouldBeSameAs(first);
        few.Of("a", "3");
        few.Count.ShouldBe(2);
        few.Of("a", "1").ShouldBeSameAs(first, "it was used after the second");
        few.Of("a", null).ShouldNotBeSameAs(few.Of("a", null));
    }

    [Fact]
    public async Task The_client_from_npm_is_spoken_to_by_the_stand_in()
    {
        var said = await VendorClients.RunAsync("dify.mjs", _server.Url.AbsoluteUri, FakeDify.Key);
        said.ShouldBe(["Hello from Dify.", "Hello from Dify.", "401"]);
        _server.Conversations.Values.Single().ShouldBe(["Hi", "And again"]);
    }

    private static ChatMessage[] Said(string text) => [new(ChatRole.User, text)];

    private static ChatMessage Answered(string text) => new(ChatRole.Assistant, text);

    private static ChatOptions Chat(string session, params AITool[] tools) =>
        new() { Tools = [.. tools], AdditionalProperties = new() { [ChatProperties.Session] = session } };

    private async Task<string> TextAsync() => string.Concat((await AskAsync(Options(), null, Said("Hi"))).Select(static update => update.Text));

    private async Task<ProviderException> FailAsync(DifyOptions? options = null) =>
        await Should.ThrowAsync<ProviderException>(() => AskAsync(options ?? Options(), null, Said("Hi")));

    private async Task<List<ChatResponseUpdate>> AskAsync(DifyOptions options, string? session, ChatMessage[] messages, params AITool[] tools)
    {
        using var client = new DifyChatClient("dify", options, _rig.Http, _conversations);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages, session is null ? null : Chat(session, tools), _rig.Token))
            updates.Add(update);
        return updates;
    }

    private DifyOptions Options() => new() { Url = _server.Url, Key = FakeDify.Key };
}
