using System.Text.Json;
using System.Text.Json.Nodes;
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
            Asr = Service(ServiceType.Asr, Defaults(catalog, ServiceType.Asr, configuration)),
            Llm = Service(ServiceType.Llm, Models(options.Llm, Defaults(catalog, ServiceType.Llm, configuration))) with { Hedge = Hedge },
            Tts = Service(ServiceType.Tts, Voices(options.Tts, Defaults(catalog, ServiceType.Tts, configuration))) with { Hedge = Hedge },
            Mcp = Service(ServiceType.Mcp, Defaults(catalog, ServiceType.Mcp, configuration)),
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

    private static ProviderSettings[] Defaults(ProviderCatalog catalog, ServiceType service, IConfiguration configuration) =>
    [
        .. catalog.Defaults(service).Select(type => Provider(type.Default!.Name, type.Type, type.Default.MaxInstances) with
        {
            Options = Options(configuration.GetSection($"{VoiceBusOptions.Section}:Providers:{type.Default.Name}")),
        }),
    ];

    // A section of the configuration as the JSON a provider's options are read from.
    private static JsonElement? Options(IConfigurationSection section) =>
        section.Exists() ? JsonElement.Parse(Node(section)!.ToJsonString()) : null;

    private static JsonNode? Node(IConfigurationSection section) => section.GetChildren().ToArray() is not { Length: > 0 } members
        ? JsonValue.Create(section.Value)
        : Array.TrueForAll(members, static member => int.TryParse(member.Key, out _))
            ? new JsonArray([.. members.Select(Node)])
            : new JsonObject(members.Select(static member => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key), Node(member))));

    private static ProviderSettings[] Models(LlmOptions llm, ProviderSettings[] defaults)
    {
        if (llm.Url is null)
            return defaults;
        var remote = Provider("openai", DecouplingRules.OpenAi, 256) with
        {
            Url = llm.Url,
            Model = llm.Model,
            Key = llm.Key,
            Temperature = llm.Temperature is { } given ? (double)(decimal)given : null,
            ExtraBody = ExtraBody(llm.ExtraBody),
        };
        return llm.Fallback ? [remote, .. defaults] : [remote];
    }

    // Names that nobody has fail by the document's rules, which say what there is.
    private static ProviderSettings[] Voices(TtsOptions tts, ProviderSettings[] defaults) => tts.Providers.Count == 0 ? defaults
        : [.. tts.Providers.Select(name => Array.Find(defaults, known => known.Name == name) ?? Provider(name, name, 64))];

    private static JsonElement? ExtraBody(string? json)
    {
        try
        {
            return json is { Length: > 0 } ? JsonElement.Parse(json) : null;
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"VOICEBUS_LLM_EXTRA_BODY must be a JSON object: {wrong.Message}", wrong);
        }
    }

    private static ProviderSettings Provider(string name, string type, int maxSize) => new()
    {
        Name = name,
        Type = type,
        Enabled = true,
        Weight = 0,
        Pool = new PoolSettings { MinSize = 1, MaxSize = maxSize, IdleTimeoutMs = 300_000, MaxAgeMs = 21_600_000, LeaseTimeoutMs = 300_000 },
    };

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
