using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Services;
using VoiceBus.Core.Thinking;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Thinking;

public sealed class BusToolCatalogTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryEventBus _bus;
    private readonly BusToolCatalog _catalog;
    private Func<CancellationToken, Task<string>> _list = static _ => Task.FromResult("");
    private int _asked;

    public BusToolCatalogTests()
    {
        _bus = new InMemoryEventBus(
            Enum.GetValues<ServiceType>().ToDictionary(static type => type, static _ => new QueueOptions()), _time, new RecordedFacts());
        _bus.Serve(ServiceContracts.Mcp, async (call, token) =>
        {
            Interlocked.Increment(ref _asked);
            await call.ReplyAsync(new ToolResult(await _list(token), false), token);
        });
        _catalog = new BusToolCatalog(_bus, _time, NoFacts.Instance);
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

    private async Task<string[]> NamesAsync() => [.. (await _catalog.ListAsync(CancellationToken.None)).Select(static tool => tool.Name)];
}
