using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Pools;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Pools;

/// <summary>A pool whose creations the test ends one by one.</summary>
internal sealed class PoolRig : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly Channel<TaskCompletionSource<Thing>> _creations = Channel.CreateUnbounded<TaskCompletionSource<Thing>>();
    private int _open;

    public PoolRig(PoolOptions options, Func<Thing, CancellationToken, ValueTask<bool>>? validate = null) =>
        Pool = new ProviderPool<Thing>("things", CreateAsync, options, Time, Events, validate);

    public FakeTimeProvider Time { get; } = new();

    public RecordedEvents Events { get; } = new();

    public ProviderPool<Thing> Pool { get; }

    public List<Thing> Made { get; } = [];

    /// <summary>Creations begun and not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Waits for the pool to ask for an instance.</summary>
    public async Task<TaskCompletionSource<Thing>> NextCreationAsync() =>
        await _creations.Reader.ReadAsync().AsTask().WaitAsync(Timeout);

    public async Task<Thing> CreateNextAsync() => Finish(await NextCreationAsync());

    public Thing Finish(TaskCompletionSource<Thing> creation)
    {
        var thing = new Thing();
        Made.Add(thing);
        creation.SetResult(thing);
        return thing;
    }

    public Task<Lease<Thing>> LeaseAsync(string owner = "o", double seconds = 5, CancellationToken token = default) =>
        Pool.LeaseAsync(owner, TimeSpan.FromSeconds(seconds), token).AsTask();

    public async Task<Lease<Thing>> LeaseNewAsync(string owner = "o")
    {
        var lease = LeaseAsync(owner);
        await CreateNextAsync();
        return await lease.WaitAsync(Timeout);
    }

    public async ValueTask DisposeAsync() => await Pool.DisposeAsync().AsTask().WaitAsync(Timeout);

    private async Task<Thing> CreateAsync(CancellationToken cancellationToken)
    {
        var creation = new TaskCompletionSource<Thing>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _open);
        try
        {
            _creations.Writer.TryWrite(creation);
            return await creation.Task;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}

internal sealed class Thing : IAsyncDisposable
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposals;

    public int Disposals => Volatile.Read(ref _disposals);

    public Task Gone => _gone.Task.WaitAsync(PoolRig.Timeout);

    public ValueTask DisposeAsync()
    {
        Interlocked.Increment(ref _disposals);
        _gone.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
