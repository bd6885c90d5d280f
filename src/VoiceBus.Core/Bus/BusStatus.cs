namespace VoiceBus.Core.Bus;

/// <summary>The statistics of a bus at one moment.</summary>
/// <param name="Transport">"memory" or "rabbitmq".</param>
/// <param name="Uptime">Since the bus was made.</param>
/// <param name="Queues">One per service type, in the order of <see cref="ServiceType"/>.</param>
/// <param name="RecentFailures">The newest failed messages, newest first; at most 50.</param>
public sealed record BusStatus(
    string Transport,
    TimeSpan Uptime,
    IReadOnlyList<QueueStatus> Queues,
    IReadOnlyList<FailedMessage> RecentFailures)
{
    /// <summary>Why the bus can carry nothing now, for people; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether this process is about to end and takes no more calls.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Whether these are the statistics of calls served for others, which count them too.</summary>
    public bool IsServing { get; init; }
}

/// <summary>The statistics of one service's message queue.</summary>
/// <param name="Type">The service.</param>
/// <param name="Length">Messages waiting now.</param>
/// <param name="Capacity">Messages that may wait.</param>
/// <param name="InFlight">Messages taken by an adapter and not ended.</param>
/// <param name="Completed">Messages ended completed since start.</param>
/// <param name="Failed">Messages ended failed since start, cancelled ones not included.</param>
/// <param name="Cancelled">Messages ended failed because their caller left.</param>
/// <param name="ProcessingRate">Messages completed per second over the last 10 s.</param>
/// <param name="OldestAge">Age of the longest waiting message; zero when none waits.</param>
/// <param name="Latency">Open to end, of the recent messages.</param>
public sealed record QueueStatus(
    ServiceType Type,
    int Length,
    int Capacity,
    int InFlight,
    long Completed,
    long Failed,
    long Cancelled,
    double ProcessingRate,
    TimeSpan OldestAge,
    LatencyPercentiles Latency);

/// <summary>Percentiles in ms; null before anything was measured.</summary>
public sealed record LatencyPercentiles(double? P50, double? P95, double? P99);

/// <summary>A message that failed.</summary>
public sealed record FailedMessage(string Id, ServiceType Type, string SessionId, DateTimeOffset CreatedAt, string Error);
