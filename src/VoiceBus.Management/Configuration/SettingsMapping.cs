using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;

namespace VoiceBus.Management.Configuration;

/// <summary>From what the operator wrote to what the rooms of the core take.</summary>
public static class SettingsMapping
{
    /// <summary>The one of a service.</summary>
    public static T Of<T>(this PerService<T> settings, ServiceType service) => service switch
    {
        ServiceType.Asr => settings.Asr,
        ServiceType.Llm => settings.Llm,
        ServiceType.Tts => settings.Tts,
        _ => settings.Mcp,
    };

    /// <summary>
    /// The bounds of a service's queue. Over a broker a worker takes no more calls than its pools have instances for: what it
    /// took and cannot serve yet, another worker could.
    /// </summary>
    public static QueueOptions QueueOf(this GatewayConfiguration document, ServiceType service)
    {
        var queue = document.Bus.Queues.Of(service).ToOptions();
        if (document.Bus.Transport == BusSettings.InMemory)
            return queue;
        var instances = document.Services.Of(service).Providers.Where(static provider => provider.Enabled).Sum(static provider => provider.Pool.MaxSize);
        return queue with { Concurrency = Math.Clamp(instances, 1, queue.Concurrency) };
    }

    /// <summary>What the core is given for these settings.</summary>
    public static QueueOptions ToOptions(this QueueSettings settings) => new()
    {
        Capacity = settings.Capacity,
        Concurrency = settings.Concurrency,
        StreamCapacity = settings.StreamCapacity,
        OpenTimeout = Ms(settings.OpenTimeoutMs),
        CallTimeout = Ms(settings.CallTimeoutMs),
        CancelTimeout = Ms(settings.CancelTimeoutMs),
    };

    /// <summary>What the core is given for these settings.</summary>
    public static PoolOptions ToOptions(this PoolSettings settings) => new()
    {
        MinSize = settings.MinSize,
        MaxSize = settings.MaxSize,
        IdleTimeout = Ms(settings.IdleTimeoutMs),
        MaxAge = Ms(settings.MaxAgeMs),
        LeaseTimeout = Ms(settings.LeaseTimeoutMs),
    };

    /// <summary>What the core is given for these settings.</summary>
    public static ServiceDeadlines ToOptions(this DeadlineSettings settings) => new()
    {
        FirstReply = Ms(settings.FirstReplyMs),
        Stall = Ms(settings.StallMs),
        Whole = Ms(settings.WholeMs),
        Lease = Ms(settings.LeaseMs),
        Grace = Ms(settings.GraceMs),
    };

    /// <summary>What the core is given for these settings.</summary>
    public static HedgeOptions ToOptions(this HedgeSettings settings) => new()
    {
        Enabled = settings.Enabled,
        Percentile = settings.Percentile,
        MinDelay = Ms(settings.MinDelayMs),
        MaxExtraLoad = settings.MaxExtraLoad,
    };

    /// <summary>What the core is given for these settings.</summary>
    public static HealthOptions ToOptions(this MonitoringSettings settings) => new()
    {
        AsrLatencyMs = settings.AsrLatencyMs,
        LlmLatencyMs = settings.LlmLatencyMs,
        TtsLatencyMs = settings.TtsLatencyMs,
        McpLatencyMs = settings.McpLatencyMs,
        WarningErrorRate = settings.WarningErrorRate,
        UnhealthyErrorRate = settings.UnhealthyErrorRate,
        ProbeInterval = Ms(settings.ProbeIntervalMs),
        ProbeTimeout = Ms(settings.ProbeTimeoutMs),
    };

    /// <summary>What the document does not speak of stays as it is in the given options.</summary>
    public static ConversationOptions ToOptions(this TurnSettings settings, ConversationOptions usual) => usual with
    {
        Listening = usual.Listening with
        {
            EndSilence = Ms(settings.EndSilenceMs),
            MaxEndSilence = Ms(settings.MaxEndSilenceMs),
            Pause = Ms(settings.PauseMs),
            MinVoice = Ms(settings.MinVoiceMs),
            BargeInVoice = Ms(settings.BargeInVoiceMs),
            VoiceThreshold = (float)settings.VoiceThreshold,
            // Silence must not begin above the voice.
            SilenceThreshold = Math.Min(usual.Listening.SilenceThreshold, (float)settings.VoiceThreshold),
            MaxUtterance = Ms(settings.MaxUtteranceMs),
        },
        Persona = usual.Persona with { Prompt = settings.Prompt, Voice = settings.Voice, Language = settings.Language },
        MaxHistory = settings.MaxHistory,
        IdleTimeout = Ms(settings.IdleTimeoutMs),
    };

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
