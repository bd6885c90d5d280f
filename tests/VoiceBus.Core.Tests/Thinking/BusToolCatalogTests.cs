using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Core.Thinking;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Thinking;

public sealed class BusToolCatalogTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly InMemoryEventBus _bus;
    private readonly BusToolCatalog _catalog;
    private Func<CancellationToken, Task<string>> _list = static _ => Task.FromResult("");
    private int _asked;

    public BusToolCatalogTests()
    {
        _bus = new InMemoryEventBus(
            Enum.GetValues<ServiceType>().ToDictionary(static type => type, static _ => new QueueOptions()), _time, new RecordedEvents());
        _bus.Serve(ServiceContracts.Mcp, async (call, token) =>
        {
            Interlocked.Increment(ref _asked);
            await call.ReplyAsync(new ToolResult(await _list(token), false), token);
        });
        _catalog = new BusToolCatalog(_bus, _time, _events);
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task Tools_that_come_are_offered_seconds_later()
    {
        _list = static _ => Task.FromResult("""[{"name":"one","description":"","inputSchema":{}}]""");
        (await NamesAsync()).ShouldBe(["one"]);
        _list = static _ => Task.FromResult("""[{"name":"one","description":"","inputSchema":{}},{"name":"two","description":"","inputSchema":{}}]""");
        (await NamesAsync()).ShouldBe(["one"]);
        _asked.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(3));
        (await NamesAsync()).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_delays_one_turn_and_not_the_next()
    {
        _list = static _ => Task.FromResult("""[{"name":"one","description":"","inputSchema":{}}]""");
        await NamesAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _list = async token =>
        {
            held.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return "";
        };
        var late = NamesAsync();
        await held.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(2));
        (await late.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(["one"], "what was known before still stands");

        (await NamesAsync()).ShouldBe(["one"]);
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Turns_that_ask_at_once_share_one_question_and_who_leaves_does_not_take_it_from_the_others()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        _list = token =>
        {
            asked.TrySetResult();
            return answer.Task.WaitAsync(token);
        };
        using var leaving = new CancellationTokenSource();
        var first = _catalog.ListAsync(leaving.Token).AsTask();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var others = Enumerable.Range(0, 20).Select(_ => NamesAsync()).ToList();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first.WaitAsync(TimeSpan.FromSeconds(20)));
        answer.SetResult("""[{"name":"one","description":"","inputSchema":{}}]""");

        foreach (var names in await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(20)))
            names.ShouldBe(["one"]);
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_nobody_can_read_leaves_the_tools_out_and_is_told()
    {
        _list = static _ => Task.FromResult("no JSON");

        (await NamesAsync()).ShouldBeEmpty();
        (await NamesAsync()).ShouldBeEmpty();

        _asked.ShouldBe(1, "the next turn does not wait for it again");
        _events.Of<DefectCaught>().ShouldHaveSingleItem().Area.ShouldBe("tool catalog");
    }

    private async Task<string[]> NamesAsync() => [.. (await _catalog.ListAsync(CancellationToken.None)).Select(static tool => tool.Name)];
}
