namespace VoiceBus.Core.Pools;

/// <summary>A tenant in the queue for a lease.</summary>
internal sealed class PoolWaiter<T>(string owner)
    where T : class
{
    // Continuations run elsewhere: a waiter is settled under the ledger's lock.
    private readonly TaskCompletionSource<Lease<T>> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Owner { get; } = owner;

    public Task<Lease<T>> Task => _settled.Task;

    public void Grant(Lease<T> lease) => _settled.SetResult(lease);

    public void Refuse(Exception reason) => _settled.SetException(reason);
}
