using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;

namespace VoiceBus.Bench;

/// <summary>Leasing and returning an idle instance, against taking and releasing a bare SemaphoreSlim.</summary>
public class PoolLease
{
    private readonly SemaphoreSlim _semaphore = new(16);
    private ProviderPool<object> _pool = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _pool = new ProviderPool<object>(
            "bench", static _ => Task.FromResult(new object()), new PoolOptions { MinSize = 1, MaxSize = 16 }, TimeProvider.System, NullEventSink.Instance);
        await using var warm = await _pool.LeaseAsync("bench", TimeSpan.FromSeconds(5), CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task CleanupAsync() => await _pool.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task Semaphore()
    {
        await _semaphore.WaitAsync(CancellationToken.None);
        _semaphore.Release();
    }

    [Benchmark]
    public async Task Lease()
    {
        await using var lease = await _pool.LeaseAsync("bench", TimeSpan.FromSeconds(5), CancellationToken.None);
    }
}
