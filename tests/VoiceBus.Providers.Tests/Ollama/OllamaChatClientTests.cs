using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Ollama;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Vendors;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.Ollama;

namespace VoiceBus.Providers.Tests.Ollama;

public sealed class OllamaChatClientTests : IAsyncLifetime, IDisposable
{
    private static readonly AIFunctionDeclaration _weather =
        AIFunctionFactory.Create(static (string city, int days) => $"{city} {days}", "weather", "Tells the weather.").AsDeclarationOnly();

    private readonly VendorRig _rig = new();
    private FakeOllama _server = null!;

    public async Task InitializeAsync() => _server = await FakeOllama.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task An_answer_comes_word_by_word_and_without_thoughts()
    {
        var updates = await AskAsync(Options());

        updates.Select(static update => update.Text).Where(static text => text.Length > 0).ShouldBe(["Hello", " from", " Ollama."]);
        updates.SelectMany(static update => update.Contents).OfType<TextReasoningContent>().ShouldBeEmpty();
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        var usage = updates.SelectMany(static update => update.Contents).OfType<UsageContent>().Single().Details;
        (usage.InputTokenCount, usage.OutputTokenCount).ShouldBe((26, 3));
        _server.Requests.Single().Json.GetProperty("think").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(OllamaThinking.On, "true")]
    [InlineData(OllamaThinking.High, "\"high\"")]
    [InlineData(OllamaThinking.Default, null)]
    public async Task Thoughts_that_are_asked_for_are_no_words(OllamaThinking think, string? sent)
    {
        var updates = await AskAsync(Options() with { Think = think });
        string.Concat(updates.SelectMany(static update => update.Contents).OfType<TextReasoningContent>().Select(static thought => thought.Text)).ShouldBe("They greet me.");
        string.Concat(updates.Select(static update => update.Text)).ShouldBe("Hello from Ollama.");
        (_server.Requests.Single().Json.TryGetProperty("think", out var value) ? value.GetRawText() : null).ShouldBe(sent);
    }

    [Fact]
    public async Task Thoughts_between_tags_are_taken_out()
    {
        _server.Script(BadDay.Pieces("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("<thi"), FakeOllama.Words("nk>hm</think>"), FakeOllama.Words("Yes."), FakeOllama.Done())));
        using var models = new OllamaModels(_rig.Http, NullEventSink.Instance);
        using var client = models.Create("ollama", Options() with { Preload = false });
        (await client.GetResponseAsync("Hi", cancellationToken: _rig.Token)).Text.ShouldBe("Yes.");
    }

    [Fact]
    public async Task What_was_configured_and_asked_is_sent()
    {
        await AskAsync(
            Options() with
            {
                NumCtx = 8192,
                NumPredict = 100,
                Temperature = 0.5,
                KeepAlive = "24h",
                Key = "k-1234",
                ModelOptions = JsonElement.Parse("""{"min_p":0.05,"temperature":null}"""),
            },
            new ChatOptions { Tools = [_weather], StopSequences = ["END"], ResponseFormat = ChatResponseFormat.Json },
            [
                new(ChatRole.System, "Be kind."),
                new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/jpeg")]),
                new(ChatRole.Assistant, [new TextReasoningContent("hm"), new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "上海" })]),
                new(ChatRole.Tool, [new FunctionResultContent("c1", "sunny")]),
            ]);

        var asked = _server.Requests.Single();
        asked.Headers["Authorization"].ShouldBe("Bearer k-1234");
        var body = asked.Json;
        JsonElement.DeepEquals(body.GetProperty("messages"), JsonElement.Parse("""
            [{"role":"system","content":"Be kind."},
             {"role":"user","content":"What is this?","images":["AQID"]},
             {"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"weather","arguments":{"city":"上海"}}}]},
             {"role":"tool","content":"sunny","tool_call_id":"c1","tool_name":"weather"}]
            """)).ShouldBeTrue(body.GetProperty("messages").ToString());
        JsonElement.DeepEquals(body.GetProperty("options"), JsonElement.Parse("""{"num_ctx":8192,"num_predict":100,"stop":["END"],"min_p":0.05}""")).ShouldBeTrue(body.ToString());
        body.GetProperty("keep_alive").GetString().ShouldBe("24h");
        body.GetProperty("format").GetString().ShouldBe("json");
        body.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("properties").TryGetProperty("days", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("300", "300")]
    public async Task A_time_without_a_unit_is_a_number(string given, string sent)
    {
        await AskAsync(Options() with { KeepAlive = given });
        _server.Requests.Single().Json.GetProperty("keep_alive").GetRawText().ShouldBe(sent);
    }

    [Fact]
    public async Task A_tool_is_called_and_its_result_is_understood()
    {
        using var client = new FunctionInvokingChatClient(new OllamaChatClient("ollama", Options(), _rig.Http));
        var called = AIFunctionFactory.Create(static (string city, int days) => $"{city} {days}", "weather");
        var response = await client.GetResponseAsync("use the tool", new ChatOptions { Tools = [called] }, _rig.Token);

        response.Text.ShouldBe("It says 上海 2.");
        _server.Requests[1].Json.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetProperty("days").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"name":"weather","arguments":"{\"city\":\"上海\"}"}""", "上海")]
    [InlineData("""{"name":"weather","arguments":{"city":"上海"},"index":0,"new":true}""", "上海")]
    [InlineData("""{"name":"weather"}""", null)]
    public async Task Arguments_are_read_as_an_object_or_as_a_text(string function, string? city)
    {
        _server.Script(BadDay.Pieces(
            "application/x-ndjson",
            Encoding.UTF8.GetBytes($$$"""{"message":{"role":"assistant","content":"","tool_calls":[7,{"function":{}},{"id":"","function":{{{function}}}}]},"x":[1]}""" + "\n"),
            FakeOllama.Lines(FakeOllama.Done())));
        var updates = await AskAsync(Options(), new ChatOptions { Tools = [_weather] });
        var call = updates.SelectMany(static update => update.Contents).OfType<FunctionCallContent>().Single();
        (call.Arguments!.TryGetValue("city", out var value) ? value!.ToString() : null).ShouldBe(city);
        call.CallId.ShouldNotBeEmpty();
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task The_model_is_loaded_once_before_it_is_asked()
    {
        using var models = new OllamaModels(_rig.Http, NullEventSink.Instance);
        using var first = models.Create("ollama", Options() with { NumCtx = 8192 });
        using var second = models.Create("ollama", Options() with { NumCtx = 8192 });
        var asked = await _server.NextRequestAsync(_rig.Token);
        asked.Json.GetProperty("messages").GetArrayLength().ShouldBe(0);
        asked.Json.GetProperty("options").GetProperty("num_ctx").GetInt32().ShouldBe(8192);

        await second.GetResponseAsync("Hi", cancellationToken: _rig.Token);
        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Answers_share_a_connection()
    {
        await AskAsync(Options());
        await AskAsync(Options());
        _server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_says_it_is_over_is_over()
    {
        _server.Script(BadDay.HangAfter("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("Yes."), FakeOllama.Done())));
        (await AskAsync(Options()))[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task A_model_that_is_not_there_says_how_to_get_it()
    {
        var failure = await FailAsync(Options() with { Model = "llama9" });
        (failure.Kind, failure.Retryable).ShouldBe((FailureKind.BadRequest, true));
        failure.Message.ShouldBe("ollama has no model llama9 (404): run `ollama pull llama9` there");
    }

    [Fact]
    public async Task A_model_that_cannot_use_tools_says_what_to_set()
    {
        var plain = Options() with { Model = "plain:1b" };
        (await FailAsync(plain, new ChatOptions { Tools = [_weather] })).Message.ShouldContain("set tools to false");
        (await FailAsync(plain with { Think = OllamaThinking.On })).Message.ShouldContain("set think to off");
        (await AskAsync(plain with { Tools = false }, new ChatOptions { Tools = [_weather] })).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_error_in_the_middle_of_an_answer_is_one()
    {
        _server.Script(BadDay.Pieces("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("Hel"), new { error = "an error was encountered while running the model: CUDA error" })));
        var failure = await FailAsync(Options());
        (failure.Kind, failure.Retryable).ShouldBe((FailureKind.BadResponse, true));
        failure.Detail!.ShouldContain("CUDA");
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        _server.Script(
            BadDay.Pieces("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("Hel"))),
            BadDay.Pieces("application/x-ndjson"),
            BadDay.Pieces("application/x-ndjson", "{\"message\":"u8.ToArray()),
            BadDay.Pieces("application/x-ndjson", "[1]\n"u8.ToArray()),
            BadDay.Pieces("application/x-ndjson", Encoding.UTF8.GetBytes(new string('x', 5 << 20))));
        for (var i = 0; i < 5; i++)
            (await FailAsync(Options())).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Theory]
    [InlineData(401, "unauthorized", FailureKind.Unauthorized, false)]
    [InlineData(429, "too many", FailureKind.RateLimited, true)]
    [InlineData(503, "server busy, please try again.  maximum pending requests exceeded", FailureKind.Unavailable, true)]
    [InlineData(400, "invalid options: x", FailureKind.BadRequest, false)]
    public async Task Every_refusal_has_its_name(int status, string error, FailureKind kind, bool retryable)
    {
        _server.Script(BadDay.Answer(status, JsonSerializer.Serialize(new { error })));
        var failure = await FailAsync(Options());
        (failure.Kind, failure.Retryable).ShouldBe((kind, retryable));
        failure.Detail.ShouldBe(string.Join(' ', error.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Silence_ends_at_its_deadline_before_and_within_an_answer()
    {
        _server.Script(BadDay.Hang(), BadDay.HangAfter("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("Hel"))));
        (await FailAsync(Options() with { FirstTokenTimeout = VendorRig.Soon })).Kind.ShouldBe(FailureKind.Timeout);
        (await FailAsync(Options() with { IdleTimeout = VendorRig.Soon })).Message.ShouldBe("ollama fell silent for 0.05 s");
    }

    [Fact]
    public async Task Who_leaves_hangs_up()
    {
        _server.Script(BadDay.HangAfter("application/x-ndjson", FakeOllama.Lines(FakeOllama.Words("Hel"))));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_rig.Token);
        using var client = new OllamaChatClient("ollama", Options(), _rig.Http);
        await using var updates = client.GetStreamingResponseAsync("Hi", cancellationToken: leave.Token).GetAsyncEnumerator();
        (await updates.MoveNextAsync()).ShouldBeTrue();

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await updates.MoveNextAsync());
        await _server.Requests[0].Closed.WaitAsync(_rig.Token);
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        using var closed = new ClosedPort();
        (await FailAsync(Options() with { Url = new Uri($"http://127.0.0.1:{closed.Number}") })).Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task The_vendors_own_client_is_spoken_to_by_the_stand_in()
    {
        var said = await VendorClients.RunAsync("ollama.mjs", _server.Root.AbsoluteUri.TrimEnd('/'));
        said.ShouldBe(["Hello from Ollama.", "They greet me.", """[{"function":{"name":"weather","arguments":{"city":"上海","days":2}}}]""", "model 'nothing' not found"]);
    }

    private async Task<ProviderException> FailAsync(OllamaOptions options, ChatOptions? chat = null) => await Should.ThrowAsync<ProviderException>(() => AskAsync(options, chat));

    private async Task<List<ChatResponseUpdate>> AskAsync(OllamaOptions options, ChatOptions? chat = null, ChatMessage[]? messages = null)
    {
        using var client = new OllamaChatClient("ollama", options, _rig.Http);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(messages ?? [new ChatMessage(ChatRole.User, "Hi")], chat, _rig.Token))
            updates.Add(update);
        return updates;
    }

    private OllamaOptions Options() => new() { Url = _server.Root, Model = FakeOllama.Model };
}
