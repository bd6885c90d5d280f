namespace VoiceBus.Core.Bus;

/// <summary>The last 50 failed messages of all queues. Thread-safe.</summary>
public sealed class RecentFailures
{
    private const int Size = 50;
    private readonly Lock _gate = new();
    private readonly FailedMessage?[] _ring = new FailedMessage?[Size];
    private long _added;

    /// <summary>Adds one; forgets the oldest when full.</summary>
    public void Add(FailedMessage failure)
    {
        lock (_gate)
            _ring[_added++ % Size] = failure;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FailedMessage> NewestFirst()
    {
        lock (_gate)
        {
            var failures = new FailedMessage[Math.Min(_added, Size)];
            for (var i = 0; i < failures.Length; i++)
                failures[i] = _ring[(_added - 1 - i) % Size]!;
            return failures;
        }
    }
}
