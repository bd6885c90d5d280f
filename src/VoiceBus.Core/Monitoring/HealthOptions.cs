using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Monitoring;

/// <summary>When a service is called slow or faulty, and how often it is probed. Immutable; replaced whole.</summary>
public sealed record HealthOptions
{
    /// <summary>Median time to an asr final above which the service is in warning, ms.</summary>
    [Range(1, 600_000)]
    public double AsrLatencyMs { get; init; } = 1000;

    /// <summary>Median time to a model's first word above which the service is in warning, ms.</summary>
    [Range(1, 600_000)]
    public double LlmLatencyMs { get; init; } = 2000;

    /// <summary>Median time to a sentence's first audio above which the service is in warning, ms.</summary>
    [Range(1, 600_000)]
    public double TtsLatencyMs { get; init; } = 1000;

    /// <summary>Median time to a tool's result above which the service is in warning, ms.</summary>
    [Range(1, 600_000)]
    public double McpLatencyMs { get; init; } = 5000;

    /// <summary>Share of failed calls from which a service is in warning.</summary>
    [Range(0.0, 1)]
    public double WarningErrorRate { get; init; } = 0.1;

    /// <summary>Share of failed calls from which a provider whose newest call failed counts as not working.</summary>
    [Range(0.0, 1)]
    public double UnhealthyErrorRate { get; init; } = 0.5;

    /// <summary>How often a provider without traffic is probed.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a probe may take.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The latency threshold of a service, ms.</summary>
    public double LatencyMs(ServiceType service) => service switch
    {
        ServiceType.Asr => AsrLatencyMs,
        ServiceType.Llm => LlmLatencyMs,
        ServiceType.Tts => TtsLatencyMs,
        _ => McpLatencyMs,
    };
}
