using System.Collections.Concurrent;

namespace VoiceBus.Core.Tests.Bus;

/// <summary>An item that knows how often it was given back.</summary>
internal sealed class TrackedItem
{
    private int _released;

    public int Released => Volatile.Read(ref _released);

    public void Release() => Interlocked.Increment(ref _released);
}

/// <summary>Makes tracked items and remembers them all.</summary>
internal sealed class TrackedItems
{
    private readonly ConcurrentBag<TrackedItem> _all = [];

    public TrackedItem New()
    {
        var item = new TrackedItem();
        _all.Add(item);
        return item;
    }

    /// <summary>How many items were given back how often.</summary>
    public IReadOnlyDictionary<int, int> ByReleases() =>
        _all.GroupBy(item => item.Released).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count());
}
