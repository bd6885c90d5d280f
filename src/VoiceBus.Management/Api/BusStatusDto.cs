using System.Text.Json.Serialization;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>Body of GET /api/event-bus/status: all nodes together; JSON names in snake_case.</summary>
/// <param name="QueueLength">Messages waiting now, all services.</param>
/// <param name="ProcessingRate">Messages completed per second over the last 10 s, all services.</param>
/// <param name="ErrorCount">Messages failed since start, cancelled ones not included.</param>
/// <param name="Transport">"memory" or "rabbitmq".</param>
/// <param name="UptimeSeconds">Since the bus was made.</param>
/// <param name="TotalProcessed">Messages ended since start: completed, failed and cancelled.</param>
/// <param name="DroppedAudioFrames">Audio frames dropped since start because somebody could not keep up.</param>
/// <param name="Queues">One per service.</param>
/// <param name="RecentFailures">Newest first, at most 50.</param>
public sealed record BusStatusDto(
    int QueueLength,
    double ProcessingRate,
    long ErrorCount,
    string Transport,
    double UptimeSeconds,
    long TotalProcessed,
    long DroppedAudioFrames,
    IReadOnlyList<QueueDto> Queues,
    IReadOnlyList<FailureDto> RecentFailures)
{
    /// <summary>Audio packets since start that could not be understood.</summary>
    public long MalformedAudioFrames { get; init; }

    /// <summary>Why the bus can carry nothing now; left out when it can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>Each node around the broker, this one first; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NodeBusDto>? Nodes { get; init; }

    internal static BusStatusDto From(BusStatus status, AudioDrops drops) => new(
        status.Queues.Sum(static queue => queue.Length),
        Math.Round(status.Queues.Sum(static queue => queue.ProcessingRate), 3),
        status.Queues.Sum(static queue => queue.Failed),
        status.Transport,
        Math.Round(status.Uptime.TotalSeconds, 3),
        status.Queues.Sum(static queue => queue.Completed + queue.Failed + queue.Cancelled),
        drops.Total,
        [.. status.Queues.Select(QueueDto.From)],
        [.. status.RecentFailures.Select(FailureDto.From)])
    {
        Problem = status.Problem,
        MalformedAudioFrames = drops.Malformed,
    };
}

/// <summary>One service's message queue.</summary>
/// <param name="Type">asr, llm, tts or mcp.</param>
/// <param name="Length">Messages waiting now.</param>
/// <param name="Capacity">Messages that may wait.</param>
/// <param name="InFlight">Messages taken by an adapter and not ended.</param>
/// <param name="ProcessingRate">Completed per second over the last 10 s.</param>
/// <param name="ErrorCount">Failed since start, cancelled ones not included.</param>
/// <param name="OldestAgeMs">Age of the longest waiting message in ms; 0 when none waits.</param>
/// <param name="LatencyMs">Open to end of the recent messages.</param>
public sealed record QueueDto(
    string Type,
    int Length,
    int Capacity,
    int InFlight,
    double ProcessingRate,
    long ErrorCount,
    double OldestAgeMs,
    PercentilesDto LatencyMs)
{
    internal static QueueDto From(QueueStatus queue) => new(
        Names.Of(queue.Type),
        queue.Length,
        queue.Capacity,
        queue.InFlight,
        Math.Round(queue.ProcessingRate, 3),
        queue.Failed,
        Math.Round(queue.OldestAge.TotalMilliseconds, 1),
        new PercentilesDto(queue.Latency.P50, queue.Latency.P95, queue.Latency.P99));
}

/// <summary>Percentiles in ms; null before anything was measured.</summary>
public sealed record PercentilesDto(double? P50, double? P95, double? P99);

/// <summary>A message that failed.</summary>
/// <param name="Id">The message.</param>
/// <param name="Type">asr, llm, tts or mcp.</param>
/// <param name="SessionId">On whose behalf.</param>
/// <param name="CreatedAt">When the call was opened, UTC.</param>
/// <param name="Error">For people.</param>
public sealed record FailureDto(string Id, string Type, string SessionId, DateTimeOffset CreatedAt, string Error)
{
    internal static FailureDto From(FailedMessage message) =>
        new(message.Id, Names.Of(message.Type), message.SessionId, message.CreatedAt, message.Error);
}
