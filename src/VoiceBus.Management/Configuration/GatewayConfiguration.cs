using VoiceBus.Gateway.Limits;

namespace VoiceBus.Management.Configuration;

/// <summary>The live configuration as a whole: what <c>/api/config/decoupling</c> shows and takes. Immutable; replaced whole.</summary>
public sealed record GatewayConfiguration
{
    /// <summary>Grows by one with every change; read-only.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The event bus.</summary>
    public required BusSettings Bus { get; init; }

    /// <summary>The AI services.</summary>
    public required PerService<ServiceSettings> Services { get; init; }

    /// <summary>How turns are taken; new sessions and new turns use it.</summary>
    public required TurnSettings Turn { get; init; }

    /// <summary>Which tools models may use.</summary>
    public required ToolSettings Tools { get; init; }

    /// <summary>Probes, thresholds and log.</summary>
    public required MonitoringSettings Monitoring { get; init; }

    /// <summary>What one sender may do.</summary>
    public LimitSettings Limits { get; init; } = new();
}

/// <summary>One thing per service.</summary>
/// <typeparam name="T">The thing.</typeparam>
public sealed record PerService<T>
{
    /// <summary>Speech recognition.</summary>
    public required T Asr { get; init; }

    /// <summary>Language model.</summary>
    public required T Llm { get; init; }

    /// <summary>Speech synthesis.</summary>
    public required T Tts { get; init; }

    /// <summary>Tools.</summary>
    public required T Mcp { get; init; }
}

/// <summary>The event bus.</summary>
public sealed record BusSettings
{
    /// <summary>The transport of a bus inside one process.</summary>
    public const string InMemory = "memory";

    /// <summary>How messages travel: "memory" or "rabbitmq", as this process was started. Read-only.</summary>
    public string Transport { get; init; } = InMemory;

    /// <summary>The message queue of each service.</summary>
    public required PerService<QueueSettings> Queues { get; init; }
}

/// <summary>The bounds of one message queue.</summary>
public sealed record QueueSettings
{
    /// <summary>Messages that may wait.</summary>
    public required int Capacity { get; init; }

    /// <summary>Calls handled at the same time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Items that may wait in each stream of a call.</summary>
    public required int StreamCapacity { get; init; }

    /// <summary>How long opening a call may wait for room, ms.</summary>
    public required int OpenTimeoutMs { get; init; }

    /// <summary>How long a call may last, ms.</summary>
    public required int CallTimeoutMs { get; init; }

    /// <summary>How long leaving a call waits for its handler, ms.</summary>
    public required int CancelTimeoutMs { get; init; }
}
