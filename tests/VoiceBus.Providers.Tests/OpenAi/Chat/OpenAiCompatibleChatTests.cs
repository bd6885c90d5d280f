using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

public sealed class OpenAiCompatibleChatTests : IAsyncLifetime, IDisposable
{
    private const string Key = "sk-very-secret-0123456789";
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(_now);
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private readonly OpenAiCompatibleChat _vendors;
    private FakeOpenAiServer _server = null!;

    public OpenAiCompatibleChatTests() => _vendors = new OpenAiCompatibleChat(_time, NullEventSink.Instance);

    public async Task InitializeAsync() => _server = await FakeOpenAiServer.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose()
    {
        _vendors.Dispose();
        _deadline.Dispose();
    }

    [Fact]
    public async Task Streams_a_reply_word_by_word()
    {
        _server.Script(VendorReply.Words("Hello", " wor", "ld."));

        var updates = await AskAsync(Client());

        updates.Select(static u => u.Text).Where(static t => t.Length > 0).ShouldBe(["Hello", " wor", "ld."]);
        updates.ShouldContain(static u => u.FinishReason == ChatFinishReason.Stop);
        updates.SelectMany(static u => u.Contents).OfType<UsageContent>().Single().Details.OutputTokenCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_model_that_declines_is_heard()
    {
        _server.Script(VendorReply.Refusal("I will ", "not."));
        string.Concat((await AskAsync(Client())).Select(static u => u.Text)).ShouldBe("I will not.");
    }

    [Fact]
    public async Task Sends_what_was_configured_and_asked()
    {
        var client = Client(new()
        {
            Url = _server.Url,
            Model = "m-1",
            Key = Key,
            Temperature = 0.5f,
            MaxTokens = 99,
            ExtraBody = Json("""{"enable_thinking":false,"stream_options":null,"extra":{"a":1},"top_k":[1,2]}"""),
            Headers = new Dictionary<string, string> { ["X-Team"] = "voice" },
        });
        var tool = AIFunctionFactory.Create(static (string city) => city, "get_weather", "Tells the weather.").AsDeclarationOnly();

        await AskAsync(client, new ChatOptions { Tools = [tool] });

        var request = _server.Requests.Single();
        request.Authorization.ShouldBe("Bearer " + Key);
        request.Headers["X-Team"].ShouldBe("voice");
        request.Path.ShouldBe("/v1/chat/completions");
        var body = request.Body;
        body.GetProperty("model").GetString().ShouldBe("m-1");
        body.GetProperty("stream").GetBoolean().ShouldBeTrue();
        body.GetProperty("temperature").GetSingle().ShouldBe(0.5f);
        body.GetProperty("max_tokens").GetInt32().ShouldBe(99);
        body.GetProperty("enable_thinking").GetBoolean().ShouldBeFalse();
        body.TryGetProperty("stream_options", out _).ShouldBeFalse();
        body.GetProperty("extra").GetProperty("a").GetInt32().ShouldBe(1);
        body.GetProperty("top_k").GetArrayLength().ShouldBe(2);
        body.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
        body.GetProperty("messages")[1].GetProperty("content").GetString().ShouldBe("Hi");
        var function = body.GetProperty("tools")[0].GetProperty("function");
        function.GetProperty("name").GetString().ShouldBe("get_weather");
        function.GetProperty("parameters").GetProperty("properties").TryGetProperty("city", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Sends_no_authorization_without_a_key()
    {
        await AskAsync(Client(new() { Url = _server.Url, Model = "m" }));

        _server.Requests.Single().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task Puts_a_tool_call_together_from_its_pieces()
    {
        _server.Script(VendorReply.ToolCall("call_7", "set_timer", "{\"sec", "onds\":", "60}"));

        var updates = await AskAsync(Client());

        var call = updates.SelectMany(static u => u.Contents).OfType<FunctionCallContent>().Single();
        call.CallId.ShouldBe("call_7");
        call.Name.ShouldBe("set_timer");
        call.Arguments!["seconds"]!.ToString().ShouldBe("60");
        updates.ShouldContain(static u => u.FinishReason == ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Gives_the_tool_result_back_to_the_model()
    {
        _server.Script(VendorReply.ToolCall("call_7", "add", "{\"a\":1,\"b\":2}"), VendorReply.Words("Three."));
        using var client = new FunctionInvokingChatClient(Client());
        var add = AIFunctionFactory.Create(static (int a, int b) => a + b, "add");

        var updates = await AskAsync(client, new ChatOptions { Tools = [add] });

        string.Concat(updates.Select(static u => u.Text)).ShouldBe("Three.");
        var messages = _server.Requests[1].Body.GetProperty("messages");
        messages[3].GetProperty("role").GetString().ShouldBe("tool");
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe("call_7");
        messages[3].GetProperty("content").GetString().ShouldBe("3");
    }

    [Theory]
    [InlineData(401, FailureKind.Unauthorized, false)]
    [InlineData(402, FailureKind.RateLimited, true)]
    [InlineData(403, FailureKind.Unauthorized, false)]
    [InlineData(400, FailureKind.BadRequest, false)]
    [InlineData(404, FailureKind.BadRequest, true)]
    [InlineData(422, FailureKind.BadRequest, false)]
    [InlineData(429, FailureKind.RateLimited, true)]
    [InlineData(500, FailureKind.Unavailable, true)]
    [InlineData(503, FailureKind.Unavailable, true)]
    [InlineData(200, FailureKind.BadResponse, true)]
    public async Task Names_a_refusal(int status, FailureKind kind, bool retryable)
    {
        _server.Script(VendorReply.Status(status, $$$"""{"error":{"message":"no luck with {{{Key}}}"}}"""));

        var failure = await FailAsync(Client());

        failure.Kind.ShouldBe(kind);
        failure.Retryable.ShouldBe(retryable);
        failure.Service.ShouldBe(ServiceType.Llm);
        failure.Provider.ShouldBe("vendor");
        $"{failure} {failure.Detail}".ShouldNotContain(Key);
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Tells_apart_what_the_vendor_calls_an_error_and_what_it_says_about_it()
    {
        _server.Script(VendorReply.Status(400, """{"error":{"message":"no model for 'my secret'","code":"model_not_found"}}"""));

        var failure = await FailAsync(Client());

        (failure.Message, failure.Detail).ShouldBe(("vendor refused the request (400, model_not_found): check the provider's options", "no model for 'my secret'"));
    }

    [Fact]
    public async Task Cuts_a_long_story_short()
    {
        _server.Script(VendorReply.Status(500, new string('x', 5000), "text/plain"));

        (await FailAsync(Client())).Detail!.Length.ShouldBe(301);
    }

    [Fact]
    public async Task Survives_a_refusal_in_html()
    {
        _server.Script(VendorReply.Status(502, "<h1>Bad\n gateway</h1>", "text/html"));

        var failure = await FailAsync(Client());
        (failure.Message, failure.Detail).ShouldBe(("vendor is in trouble (502)", "<h1>Bad gateway</h1>"));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("date+90", 90)]
    [InlineData("date-90", 0)]
    [InlineData(null, null)]
    public async Task Says_how_long_to_leave_the_vendor_alone(string? header, int? seconds)
    {
        var value = header?.StartsWith("date") == true
            ? _now.AddSeconds(int.Parse(header[4..], CultureInfo.InvariantCulture)).ToString("R")
            : header;
        _server.Script(VendorReply.Status(429, "{}", retryAfter: value));

        (await FailAsync(Client())).RetryAfter.ShouldBe(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
    }

    [Fact]
    public async Task Cannot_reach_a_vendor_that_is_not_there()
    {
        using var closed = new ClosedPort();

        var failure = await FailAsync(Client(new() { Url = new($"http://127.0.0.1:{closed.Number}/v1"), Model = "m", Key = Key }));

        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Gives_up_on_a_vendor_that_says_nothing()
    {
        _server.Script(VendorReply.Hang());
        var failing = FailAsync(Client());
        var request = await _server.NextRequestAsync(_deadline.Token);

        _time.Advance(TimeSpan.FromSeconds(14));
        failing.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        var failure = await failing;
        failure.Kind.ShouldBe(FailureKind.Timeout);
        failure.Retryable.ShouldBeTrue();
        await request.Closed.WaitAsync(_deadline.Token);
    }

    [Fact]
    public async Task Gives_up_on_a_vendor_that_falls_silent()
    {
        _server.Script(VendorReply.HangAfter("One"));
        await using var answer = Client().GetStreamingResponseAsync("Hi", null, _deadline.Token).GetAsyncEnumerator();
        await FirstWordAsync(answer);
        var next = answer.MoveNextAsync().AsTask();

        _time.Advance(TimeSpan.FromSeconds(15));

        (await Should.ThrowAsync<ProviderException>(() => next)).Kind.ShouldBe(FailureKind.Timeout);
        await _server.Requests.Single().Closed.WaitAsync(_deadline.Token);
    }

    [Fact]
    public async Task Names_a_connection_dropped_in_the_middle()
    {
        _server.Script(VendorReply.DropAfter("One"));
        await using var answer = Client().GetStreamingResponseAsync("Hi", null, _deadline.Token).GetAsyncEnumerator();
        await FirstWordAsync(answer);

        _server.Requests.Single().Drop();

        var failure = await Should.ThrowAsync<ProviderException>(async () => await answer.MoveNextAsync());
        failure.Kind.ShouldBe(FailureKind.BadResponse, failure.ToString());
        failure.Retryable.ShouldBeTrue();
    }

    public static TheoryData<string, VendorReply> Broken { get; } = new()
    {
        { "half a tool call", VendorReply.CutToolCall("c", "f", "{\"a\":") },
        { "malformed", VendorReply.Raw("data: {\"id\": oops\n\n", "One") },
        { "error event", VendorReply.Raw("data: {\"error\": {\"message\": \"overloaded\"}}\n\ndata: [DONE]\n\n", "One") },
        { "empty", VendorReply.Raw("") },
        { "comments only", VendorReply.Raw(": keep-alive\n\n") },
        { "end mark only", VendorReply.Raw("data: [DONE]\n\n") },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Refuses_an_answer_that_is_not_whole(string what, VendorReply reply)
    {
        _server.Script(reply);
        var seen = new List<ChatResponseUpdate>();

        var failure = await Should.ThrowAsync<ProviderException>(() => AskAsync(Client(), seen: seen), what);

        failure.Kind.ShouldBe(FailureKind.BadResponse, failure.ToString());
        failure.Retryable.ShouldBeTrue();
        seen.SelectMany(static u => u.Contents).OfType<FunctionCallContent>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Takes_either_sign_of_the_end()
    {
        _server.Script(VendorReply.WithoutDone("a"), VendorReply.WithoutFinishReason("b"));

        string.Concat((await AskAsync(Client())).Select(static u => u.Text)).ShouldBe("a");
        string.Concat((await AskAsync(Client())).Select(static u => u.Text)).ShouldBe("b");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hangs_up_when_the_caller_leaves(bool early)
    {
        _server.Script(early ? VendorReply.Hang() : VendorReply.HangAfter("One"));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var asking = AskAsync(Client(), cancellationToken: leave.Token);
        var request = await _server.NextRequestAsync(_deadline.Token);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        await request.Closed.WaitAsync(_deadline.Token);
    }

    [Fact]
    public async Task Hangs_up_when_the_reader_stops_reading()
    {
        _server.Script(VendorReply.HangAfter("One", "two"));
        await foreach (var update in Client().GetStreamingResponseAsync("Hi", null, _deadline.Token))
        {
            if (update.Text.Length > 0)
                break;
        }

        await _server.Requests.Single().Closed.WaitAsync(_deadline.Token);
    }

    private IChatClient Client() => Client(new() { Url = _server.Url, Model = "m", Key = Key });

    private IChatClient Client(OpenAiCompatibleOptions options) => _vendors.Create("vendor", options);

    private async Task<ProviderException> FailAsync(IChatClient client) =>
        await Should.ThrowAsync<ProviderException>(() => AskAsync(client));

    private async Task<List<ChatResponseUpdate>> AskAsync(
        IChatClient client, ChatOptions? options = null, List<ChatResponseUpdate>? seen = null, CancellationToken? cancellationToken = null)
    {
        seen ??= [];
        ChatMessage[] dialogue = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")];
        await foreach (var update in client.GetStreamingResponseAsync(dialogue, options, cancellationToken ?? _deadline.Token))
            seen.Add(update);
        return seen;
    }

    private static async Task FirstWordAsync(IAsyncEnumerator<ChatResponseUpdate> answer)
    {
        do
        {
            (await answer.MoveNextAsync()).ShouldBeTrue();
        }
        while (answer.Current.Text.Length == 0);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
