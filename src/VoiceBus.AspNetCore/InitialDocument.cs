using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>The document that the options of this start describe: the one in force until somebody changes it.</summary>
internal static class InitialDocument
{
    /// <summary>Writes the options as a document.</summary>
    /// <exception cref="InvalidOperationException">They are wrong; the message names each field and what it must be.</exception>
    public static GatewayConfiguration From(VoiceBusOptions options, ProviderCatalog catalog, IConfiguration configuration)
    {
        var document = Write(options, catalog, configuration);
        var findings = new Findings();
        return new DocumentReader(document, catalog).Read(GatewayConfigurationJson.ToNode(document), before: null, version: 1, findings)
            ?? throw new InvalidOperationException($"{findings}.");
    }

    private static GatewayConfiguration Write(VoiceBusOptions options, ProviderCatalog catalog, IConfiguration configuration) => new()
    {
        Bus = new BusSettings
        {
            Transport = options.Bus.IsRabbitMq ? "rabbitmq" : BusSettings.InMemory,
            // A queue hands out as many calls as its service's pools can hold.
            Queues = new PerService<QueueSettings>
            {
                Asr = Queue(256, 300_000), // An utterance may be long; its recognition has deadlines of its own.
                Llm = Queue(256, 90_000),
                Tts = Queue(64, 300_000), // Playing speed holds a sentence back.
                Mcp = Queue(64, 60_000),
            },
        },
        Services = new PerService<ServiceSettings>
        {
            Asr = Service(ServiceType.Asr, InitialProviders.Of(ServiceType.Asr, options.Asr, catalog, configuration)),
            Llm = Service(ServiceType.Llm, InitialProviders.Of(ServiceType.Llm, options.Llm, catalog, configuration)) with { Hedge = Hedge },
            Tts = Service(ServiceType.Tts, InitialProviders.Of(ServiceType.Tts, options.Tts, catalog, configuration)) with { Hedge = Hedge },
            Mcp = Service(ServiceType.Mcp, InitialProviders.Of(ServiceType.Mcp, new ServiceProviderOptions(), catalog, configuration)),
        },
        Turn = Turn(options),
        Tools = new ToolSettings { Allow = options.Tools.Allow is { Count: > 0 } allowed ? allowed : ["*"] },
        Monitoring = Monitoring(options),
        Limits = options.Transport.MaxMessageBytes is { } bytes ? options.Limits with { MessageBytes = bytes } : options.Limits,
    };

    private static HedgeSettings Hedge => new() { Enabled = false, Percentile = 0.95, MinDelayMs = 300, MaxExtraLoad = 0.1 };

    private static QueueSettings Queue(int concurrency, int callTimeoutMs)
    {
        var usual = new QueueOptions();
        return new QueueSettings
        {
            Capacity = usual.Capacity,
            Concurrency = concurrency,
            StreamCapacity = usual.StreamCapacity,
            OpenTimeoutMs = Ms(usual.OpenTimeout),
            CallTimeoutMs = callTimeoutMs,
            CancelTimeoutMs = Ms(usual.CancelTimeout),
        };
    }

    private static ServiceSettings Service(ServiceType service, params ProviderSettings[] providers)
    {
        var usual = ServiceDeadlines.For(service);
        return new ServiceSettings
        {
            Enabled = true,
            Providers = [.. providers.Select(static (provider, i) => provider with { Weight = i == 0 ? 100 : 0 })],
            Deadlines = new DeadlineSettings
            {
                FirstReplyMs = Ms(usual.FirstReply),
                StallMs = Ms(usual.Stall),
                WholeMs = Ms(usual.Whole),
                LeaseMs = Ms(usual.Lease),
                GraceMs = Ms(usual.Grace),
            },
        };
    }

    private static TurnSettings Turn(VoiceBusOptions options)
    {
        var (conversation, listening) = (options.Conversation, options.Conversation.Listening);
        return new TurnSettings
        {
            EndSilenceMs = Ms(listening.EndSilence),
            MaxEndSilenceMs = Ms(listening.MaxEndSilence),
            PauseMs = Ms(listening.Pause),
            MinVoiceMs = Ms(listening.MinVoice),
            BargeInVoiceMs = Ms(listening.BargeInVoice),
            VoiceThreshold = (double)(decimal)listening.VoiceThreshold,
            MaxUtteranceMs = Ms(listening.MaxUtterance),
            Prompt = conversation.Persona.Prompt,
            Voice = conversation.Persona.Voice,
            Language = conversation.Persona.Language,
            MaxHistory = conversation.MaxHistory,
            IdleTimeoutMs = Ms(conversation.IdleTimeout),
        };
    }

    private static MonitoringSettings Monitoring(VoiceBusOptions options) => new()
    {
        ProbeIntervalMs = Ms(options.Health.ProbeInterval),
        ProbeTimeoutMs = Ms(options.Health.ProbeTimeout),
        WarningErrorRate = options.Health.WarningErrorRate,
        UnhealthyErrorRate = options.Health.UnhealthyErrorRate,
        AsrLatencyMs = options.Health.AsrLatencyMs,
        LlmLatencyMs = options.Health.LlmLatencyMs,
        TtsLatencyMs = options.Health.TtsLatencyMs,
        McpLatencyMs = options.Health.McpLatencyMs,
        LogText = options.LogText,
    };

    private static int Ms(TimeSpan span) => (int)Math.Clamp(span.TotalMilliseconds, int.MinValue, int.MaxValue);
}
