namespace VoiceBus.Management.Configuration;

/// <summary>How turns are taken.</summary>
public sealed record TurnSettings
{
    /// <summary>Silence that ends an utterance which reads like a finished sentence, ms.</summary>
    public required int EndSilenceMs { get; init; }

    /// <summary>Silence that ends any utterance, ms.</summary>
    public required int MaxEndSilenceMs { get; init; }

    /// <summary>Silence after which the recogniser is asked early, ms.</summary>
    public required int PauseMs { get; init; }

    /// <summary>Voice needed before an utterance begins, ms.</summary>
    public required int MinVoiceMs { get; init; }

    /// <summary>Voice needed to take the floor from the device, ms.</summary>
    public required int BargeInVoiceMs { get; init; }

    /// <summary>Voice probability above which a window counts as voice, 0.05 to 0.95.</summary>
    public required double VoiceThreshold { get; init; }

    /// <summary>Longest utterance, ms.</summary>
    public required int MaxUtteranceMs { get; init; }

    /// <summary>The system prompt for devices without a persona of their own.</summary>
    public required string Prompt { get; init; }

    /// <summary>A voice of the tts provider, or null for its default.</summary>
    public string? Voice { get; init; }

    /// <summary>BCP 47 tag the user is expected to speak, or null.</summary>
    public string? Language { get; init; }

    /// <summary>Messages of history given to the model; new sessions.</summary>
    public required int MaxHistory { get; init; }

    /// <summary>A session nobody speaks in for this long is closed, ms.</summary>
    public required int IdleTimeoutMs { get; init; }
}

/// <summary>Probes, thresholds and log.</summary>
public sealed record MonitoringSettings
{
    /// <summary>How often a provider without traffic is probed, ms.</summary>
    public required int ProbeIntervalMs { get; init; }

    /// <summary>How long a probe may take, ms.</summary>
    public required int ProbeTimeoutMs { get; init; }

    /// <summary>Share of failed calls from which a service is in warning.</summary>
    public required double WarningErrorRate { get; init; }

    /// <summary>Share of failed calls from which a provider counts as not working.</summary>
    public required double UnhealthyErrorRate { get; init; }

    /// <summary>Median latency above which asr is in warning, ms.</summary>
    public required double AsrLatencyMs { get; init; }

    /// <summary>Median latency above which llm is in warning, ms.</summary>
    public required double LlmLatencyMs { get; init; }

    /// <summary>Median latency above which tts is in warning, ms.</summary>
    public required double TtsLatencyMs { get; init; }

    /// <summary>Median latency above which mcp is in warning, ms.</summary>
    public required double McpLatencyMs { get; init; }

    /// <summary>Whether user text may be logged and shown in timelines.</summary>
    public required bool LogText { get; init; }
}
