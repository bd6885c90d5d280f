using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Bench;

/// <summary>
/// One item from writer to reader, against a bare bounded channel written and read with a token. "Ready": the item is there when the reader
/// looks (the cost of the code). "Streamed": writer and reader on threads of their own, either may wait for the other.
/// </summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class BusHop
{
    private const int Items = 65_536;
    private const int Capacity = 64;
    private static ServiceContract<string, long, long> Contract { get; } = new(ServiceType.Llm);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<IServedCall<string, long, long>> _served = new();
    private readonly Channel<long> _channel = NewChannel();
    private readonly InMemoryEventBus _bus = new(new Dictionary<ServiceType, QueueOptions>(), TimeProvider.System, NullEventSink.Instance);
    private IServiceCall<long, long> _call = null!;
    private IServedCall<string, long, long> _service = null!;
    private IAsyncEnumerator<long> _replies = null!;
    private IAsyncEnumerator<long> _inputs = null!;

    private CancellationToken Token => _stop.Token;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _bus.Apply(ServiceType.Llm, new QueueOptions { StreamCapacity = Capacity, CallTimeout = TimeSpan.FromHours(1) });
        _bus.Serve(Contract, async (call, token) =>
        {
            _served.SetResult(call);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        _call = await _bus.OpenAsync(Contract, "", new CallContext("s", "t"), Token);
        _service = await _served.Task;
        _replies = _call.Replies(Token).GetAsyncEnumerator(Token);
        _inputs = _service.Inputs(Token).GetAsyncEnumerator(Token);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _call.DisposeAsync();
        await _bus.DisposeAsync();
    }

    [BenchmarkCategory("ready"), Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task ChannelReady() => PassReadyAsync<ChannelHop, long>(new ChannelHop(_channel, Token));

    [BenchmarkCategory("ready"), Benchmark(OperationsPerInvoke = Items)]
    public Task BusInputReady() => PassReadyAsync<InputHop, bool>(new InputHop(_call, _inputs, Token));

    [BenchmarkCategory("ready"), Benchmark(OperationsPerInvoke = Items)]
    public Task BusReplyReady() => PassReadyAsync<ReplyHop, bool>(new ReplyHop(_service, _replies, Token));

    [BenchmarkCategory("streamed"), Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public Task ChannelStreamed() => StreamAsync<ChannelHop, long>(new ChannelHop(_channel, Token));

    [BenchmarkCategory("streamed"), Benchmark(OperationsPerInvoke = Items)]
    public Task BusInputStreamed() => StreamAsync<InputHop, bool>(new InputHop(_call, _inputs, Token));

    [BenchmarkCategory("streamed"), Benchmark(OperationsPerInvoke = Items)]
    public Task BusReplyStreamed() => StreamAsync<ReplyHop, bool>(new ReplyHop(_service, _replies, Token));

    private static async Task PassReadyAsync<THop, TRead>(THop hop)
        where THop : struct, IHop<TRead>
    {
        for (var i = 0; i < Items; i++)
        {
            await hop.WriteAsync(i);
            await hop.ReadAsync();
        }
    }

    private async Task StreamAsync<THop, TRead>(THop hop)
        where THop : struct, IHop<TRead>
    {
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Items; i++)
                    await hop.WriteAsync(i);
            },
            Token);
        for (var i = 0; i < Items; i++)
            await hop.ReadAsync();
        await writing;
    }

    private static Channel<long> NewChannel() =>
        Channel.CreateBounded<long>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private interface IHop<TRead>
    {
        ValueTask WriteAsync(long item);

        ValueTask<TRead> ReadAsync();
    }

    private readonly struct ChannelHop(Channel<long> channel, CancellationToken token) : IHop<long>
    {
        public ValueTask WriteAsync(long item) => channel.Writer.WriteAsync(item, token);

        public ValueTask<long> ReadAsync() => channel.Reader.ReadAsync(token);
    }

    private readonly struct InputHop(IServiceCall<long, long> call, IAsyncEnumerator<long> inputs, CancellationToken token) : IHop<bool>
    {
        public ValueTask WriteAsync(long item) => call.SendAsync(item, token);

        public ValueTask<bool> ReadAsync() => inputs.MoveNextAsync();
    }

    private readonly struct ReplyHop(IServedCall<string, long, long> call, IAsyncEnumerator<long> replies, CancellationToken token) : IHop<bool>
    {
        public ValueTask WriteAsync(long item) => call.ReplyAsync(item, token);

        public ValueTask<bool> ReadAsync() => replies.MoveNextAsync();
    }
}
