using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Bench;

/// <summary>A whole call that carries nothing: open, handle, read to the end, leave.</summary>
public class BusCall
{
    private static ServiceContract<string, NoInput, long> Contract { get; } = new(ServiceType.Llm);
    private readonly InMemoryEventBus _bus = new(new Dictionary<ServiceType, QueueOptions>(), TimeProvider.System, NullEventSink.Instance);

    [GlobalSetup]
    public void Setup() => _bus.Serve(Contract, static (_, _) => Task.CompletedTask);

    [GlobalCleanup]
    public async Task CleanupAsync() => await _bus.DisposeAsync();

    [Benchmark]
    public async Task BusOpenAndComplete()
    {
        await using var call = await _bus.OpenAsync(Contract, "", new CallContext("s", "t"), CancellationToken.None);
        await foreach (var _ in call.Replies(CancellationToken.None))
        {
        }
    }

    [Benchmark]
    public async Task BusOpenAndLeave()
    {
        await using var call = await _bus.OpenAsync(Contract, "", new CallContext("s", "t"), CancellationToken.None);
    }
}
