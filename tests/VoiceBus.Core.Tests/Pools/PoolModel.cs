using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Tests.Pools;

/// <summary>
/// Drives a pool without minimum and validation step by step and predicts what each step must lead to. Awaits exactly what
/// it predicts, so a lost waiter shows as a time-out and a wrong one as a failed assertion.
/// </summary>
internal sealed class PoolModel(int max) : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private readonly PoolRig _rig = new(new PoolOptions
    {
        MinSize = 0,
        MaxSize = max,
        LeaseTimeout = TimeSpan.FromHours(5),
        IdleTimeout = TimeSpan.FromHours(5),
        CreateTimeout = TimeSpan.FromHours(5),
        CheckInterval = TimeSpan.FromHours(5),
    });

    private readonly List<Waiter> _waiting = [];
    private readonly List<Lease<Thing>> _leased = [];
    private readonly List<TaskCompletionSource<Thing>> _creating = [];
    private int _idle;
    private int _asked;

    private sealed record Waiter(string Owner, Task<Lease<Thing>> Lease, CancellationTokenSource Leaving, DateTimeOffset Until);

    public Task StepAsync(Random random) => random.Next(10) switch
    {
        < 4 => AskAsync(),
        4 when _creating.Count > 0 => CreateAsync(_creating[random.Next(_creating.Count)]),
        5 when _creating.Count > 0 => FailAsync(_creating[random.Next(_creating.Count)]),
        6 when _leased.Count > 0 => ReturnAsync(_leased[random.Next(_leased.Count)], discard: true),
        7 when _waiting.Count > 0 => LeaveAsync(_waiting[random.Next(_waiting.Count)]),
        8 => PassTimeAsync(TimeSpan.FromSeconds(random.Next(1, 5))),
        _ when _leased.Count > 0 => ReturnAsync(_leased[random.Next(_leased.Count)], discard: false),
        _ => Task.CompletedTask,
    };

    public void CheckInvariants()
    {
        var snapshot = _rig.Pool.Snapshot();
        snapshot.CurrentSize.ShouldBeLessThanOrEqualTo(max);
        snapshot.CurrentSize.ShouldBe(_idle + _leased.Count + _creating.Count);
        snapshot.InUse.ShouldBe(_leased.Count);
        snapshot.Waiting.ShouldBe(_waiting.Count);
        _rig.Made.Sum(thing => 1 - thing.Disposals).ShouldBe(_idle + _leased.Count);
        _waiting.ShouldAllBe(waiter => !waiter.Lease.IsCompleted);
        _leased.Select(lease => lease.Value).ShouldBeUnique();
    }

    /// <summary>Everybody leaves or returns, the pool closes: nothing is left over.</summary>
    public async Task EndAsync()
    {
        while (_waiting.Count > 0)
            await LeaveAsync(_waiting[0]);
        foreach (var creation in _creating)
            _rig.Finish(creation);
        foreach (var lease in _leased)
            await lease.DisposeAsync();
        await _rig.DisposeAsync().AsTask().WaitAsync(PoolRig.Timeout);
        await Task.WhenAll(_rig.Made.Select(thing => thing.Gone));
        _rig.Made.ShouldAllBe(thing => thing.Disposals == 1);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private async Task AskAsync()
    {
        var owner = $"{_asked++}";
        var leaving = new CancellationTokenSource();
        var lease = _rig.LeaseAsync(owner, _deadline.TotalSeconds, leaving.Token);
        _waiting.Add(new Waiter(owner, lease, leaving, _rig.Time.GetUtcNow() + _deadline));
        if (_idle > 0)
        {
            _idle--;
            await ServedAsync();
        }
        await ExpectCreationsAsync();
    }

    private async Task CreateAsync(TaskCompletionSource<Thing> creation)
    {
        _creating.Remove(creation);
        _rig.Finish(creation);
        if (_waiting.Count > 0)
            await ServedAsync();
        else
            _idle++;
        await ExpectCreationsAsync();
    }

    private async Task FailAsync(TaskCompletionSource<Thing> creation)
    {
        _creating.Remove(creation);
        creation.SetException(new IOException("scripted"));
        if (_waiting.Count > 0)
            await Should.ThrowAsync<IOException>(TakeFirst().Lease.WaitAsync(PoolRig.Timeout));
        await _rig.Events.NextAsync<InstanceFailed>();
        await ExpectCreationsAsync();
    }

    private async Task ReturnAsync(Lease<Thing> lease, bool discard)
    {
        _leased.Remove(lease);
        if (discard)
            lease.Discard();
        else if (_waiting.Count == 0)
            _idle++;
        await lease.DisposeAsync();
        if (!discard && _waiting.Count > 0)
            await ServedAsync();
        await ExpectCreationsAsync();
    }

    private async Task LeaveAsync(Waiter waiter)
    {
        _waiting.Remove(waiter);
        await waiter.Leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiter.Lease.WaitAsync(PoolRig.Timeout));
    }

    private async Task PassTimeAsync(TimeSpan time)
    {
        _rig.Time.Advance(time);
        foreach (var late in _waiting.Where(waiter => waiter.Until <= _rig.Time.GetUtcNow()).ToArray())
        {
            _waiting.Remove(late);
            await Should.ThrowAsync<PoolExhaustedException>(late.Lease.WaitAsync(PoolRig.Timeout));
        }
    }

    // First come, first served: it must be the head of the queue that got the instance.
    private async Task ServedAsync()
    {
        var first = TakeFirst();
        var lease = await first.Lease.WaitAsync(PoolRig.Timeout);
        lease.Owner.ShouldBe(first.Owner);
        _leased.Add(lease);
    }

    private async Task ExpectCreationsAsync()
    {
        while (_creating.Count < _waiting.Count && _idle + _leased.Count + _creating.Count < max)
            _creating.Add(await _rig.NextCreationAsync());
    }

    private Waiter TakeFirst()
    {
        var first = _waiting[0];
        _waiting.RemoveAt(0);
        return first;
    }
}
