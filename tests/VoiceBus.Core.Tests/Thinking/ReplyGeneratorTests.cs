using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Core.Thinking;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Thinking;

/// <summary>The rounds between a model and its tools, over a real bus.</summary>
public sealed class ReplyGeneratorTests : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly InMemoryEventBus _bus;
    private readonly List<IReadOnlyList<ChatMessage>> _asked = [];
    private Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> _model = static _ => [new TextContent("Done.")];
    private Func<ToolRequest, CancellationToken, Task<ToolResult>> _tool = static (request, _) => Task.FromResult(new ToolResult($"{request.Tool} ran", false));

    public ReplyGeneratorTests()
    {
        _bus = new InMemoryEventBus(Enum.GetValues<ServiceType>().ToDictionary(static type => type, static _ => new QueueOptions()), _time, _events);
        _bus.Serve(ServiceContracts.Llm, async (call, token) =>
        {
            lock (_asked)
                _asked.Add(call.Request.Messages);
            foreach (var content in _model(call.Request.Messages))
                await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, [content]), token);
        });
        _bus.Serve(ServiceContracts.Mcp, async (call, token) => await call.ReplyAsync(await _tool(call.Request, token), token));
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Tools_asked_for_together_run_together()
    {
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        _model = static messages => IsAnswered(messages) ? [new TextContent("Both done.")] : [Call("1", "one"), Call("2", "two")];
        _tool = async (request, token) =>
        {
            if (Interlocked.Increment(ref running) == 2)
                both.SetResult();
            await both.Task.WaitAsync(token);
            return new ToolResult($"{request.Tool} ran", false);
        };

        (await GenerateAsync("one", "two")).ShouldBe("Both done.");
        Results(_asked[^1]).Order().ShouldBe(["one ran", "two ran"]);
    }

    [Fact]
    public async Task A_picture_in_a_result_is_looked_at_by_a_model_that_sees_and_read_as_words()
    {
        _model = static messages => messages.Any(static message => message.Contents.Any(static content => content is DataContent)) ? [new TextContent("a red door")]
            : IsAnswered(messages) ? [new TextContent("The door is red.")] : [Call("1", "one")];
        _tool = static (_, _) => Task.FromResult(new ToolResult("[an image]\nTaken at noon.", false) { Pictures = [new ToolPicture("image/png", new byte[] { 1 })] });

        (await GenerateAsync("one")).ShouldBe("The door is red.");
        Results(_asked[^1]).ShouldBe(["[an image; on it: a red door]\nTaken at noon."]);
    }

    [Fact]
    public async Task A_picture_that_nobody_can_look_at_stays_a_word()
    {
        _model = static messages => messages.Any(static message => message.Contents.Any(static content => content is DataContent))
            ? throw new CallFailedException(ServiceType.Llm, FailureKind.Disabled, "nobody sees")
            : IsAnswered(messages) ? [new TextContent("I cannot see it.")] : [Call("1", "one")];
        _tool = static (_, _) => Task.FromResult(new ToolResult("[an image]", false) { Pictures = [new ToolPicture("image/png", new byte[] { 1 })] });

        (await GenerateAsync("one")).ShouldBe("I cannot see it.");
        Results(_asked[^1]).ShouldBe(["[an image]"]);
    }

    [Fact]
    public async Task A_model_that_never_stops_asking_is_stopped()
    {
        var runs = 0;
        _model = static _ => [Call("1", "one")];
        _tool = (_, _) => Task.FromResult(new ToolResult($"{Interlocked.Increment(ref runs)}", false));

        (await GenerateAsync("one")).ShouldBeEmpty();
        runs.ShouldBe(4);
        _asked.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_tool_that_is_not_offered_does_not_run_and_the_model_is_told()
    {
        var runs = 0;
        _model = static messages => IsAnswered(messages) ? [new TextContent("Sorry.")] : [Call("1", "reboot")];
        _tool = (_, _) => Task.FromResult(new ToolResult($"{Interlocked.Increment(ref runs)}", false));

        (await GenerateAsync("one")).ShouldBe("Sorry.");
        runs.ShouldBe(0);
        Results(_asked[^1]).ShouldHaveSingleItem().ShouldContain("not found");
    }

    [Fact]
    public async Task What_was_wrong_is_told_so_that_the_model_can_mend_it()
    {
        _model = static messages => Results(messages).LastOrDefault() switch
        {
            null => [Call("1", "one", new() { ["size"] = "big" })],
            "fine" => [new TextContent("It worked.")],
            _ => [Call("2", "one", new() { ["size"] = 3 })],
        };
        _tool = static (request, _) => Task.FromResult(request.Arguments.GetProperty("size").ValueKind == JsonValueKind.Number
            ? new ToolResult("fine", false) : new ToolResult("the argument 'size' must be \"integer\".", IsError: true));

        (await GenerateAsync("one")).ShouldBe("It worked.");
        Results(_asked[1]).ShouldBe(["Error: the argument 'size' must be \"integer\"."]);
    }

    [Fact]
    public async Task A_reader_that_leaves_has_cancelled_the_tool_when_it_is_gone()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = false;
        _model = static messages => IsAnswered(messages) ? [new TextContent("Too late.")] : [Call("1", "slow")];
        _tool = async (_, token) =>
        {
            began.SetResult();
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
            finally
            {
                cancelled = token.IsCancellationRequested;
            }

            return new ToolResult("late", false);
        };
        using var leave = new CancellationTokenSource();
        var thinking = GenerateAsync(leave.Token, "slow");
        await began.Task.WaitAsync(_timeout);
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => thinking.WaitAsync(_timeout));
        cancelled.ShouldBeTrue();
        _asked.Count.ShouldBe(1, "a result nobody waits for is not thought about");
    }

    [Fact]
    public async Task A_long_result_is_cut_before_the_model_reads_it()
    {
        _model = static messages => IsAnswered(messages) ? [new TextContent("Read.")] : [Call("1", "one")];
        _tool = static (_, _) => Task.FromResult(new ToolResult(new string('声', 100_000), false));

        await GenerateAsync("one");
        Results(_asked[^1]).ShouldHaveSingleItem().Length.ShouldBeLessThan(ToolResults.MaxBytes);
    }

    private Task<string> GenerateAsync(params string[] tools) => GenerateAsync(CancellationToken.None, tools).WaitAsync(_timeout);

    private async Task<string> GenerateAsync(CancellationToken cancellationToken, params string[] tools)
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{}}""");
        var thinker = new ReplyGenerator(_bus, _events, _time);
        var words = thinker.GenerateAsync(
            new CallContext("s", "t"), [new ChatMessage(ChatRole.User, "go")], [],
            [.. tools.Select(name => AIFunctionFactory.CreateDeclaration(name, "", schema))],
            new ToolWatch(_time, TimeSpan.FromSeconds(1), new ExceptionGuard(NullEventSink.Instance, "tool")), provider: null, cancellationToken);
        var said = "";
        await foreach (var content in words)
            said += (content as TextContent)?.Text;
        return said;
    }

    private static FunctionCallContent Call(string id, string tool, Dictionary<string, object?>? arguments = null) => new(id, tool, arguments ?? []);

    private static bool IsAnswered(IReadOnlyList<ChatMessage> messages) => messages[^1].Role == ChatRole.Tool;

    private static IEnumerable<string> Results(IReadOnlyList<ChatMessage> messages) =>
        messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>().Select(static result => result.Result?.ToString() ?? "");
}
