using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Bus;

/// <summary>The bounds of one service's message queue. Immutable; replaced whole when the configuration changes.</summary>
public sealed record QueueOptions
{
    /// <summary>Messages that may wait.</summary>
    [Range(1, 100_000)]
    public int Capacity { get; init; } = 100;

    /// <summary>Calls handled at the same time.</summary>
    [Range(1, 100_000)]
    public int Concurrency { get; init; } = 100;

    /// <summary>Items that may wait in each stream of a call.</summary>
    [Range(1, 10_000)]
    public int StreamCapacity { get; init; } = 64;

    /// <summary>How long opening a call may wait for room in the queue.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may last from open to end.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long leaving a call waits for its handler to unwind.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
