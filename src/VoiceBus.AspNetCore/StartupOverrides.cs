using System.Text.Json.Nodes;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>
/// What was set in so many words for this start (environment, command line) overrules the document kept from before, or told
/// by another node; the rest of that document overrules the defaults.
/// </summary>
/// <param name="given">Only what was set in so many words.</param>
/// <param name="catalog">The types of providers there are.</param>
internal sealed class StartupOverrides(IConfiguration given, ProviderCatalog catalog) : IStartupOverrides
{
    private static readonly (string Setting, string Path)[] _plain =
    [
        ("Conversation:Persona:Prompt", "turn.prompt"),
        ("Conversation:Persona:Voice", "turn.voice"),
        ("Conversation:Persona:Language", "turn.language"),
        ("Conversation:MaxHistory", "turn.max_history"),
        ("Conversation:IdleTimeout", "turn.idle_timeout_ms"),
        ("Conversation:Listening:EndSilence", "turn.end_silence_ms"),
        ("Conversation:Listening:MaxEndSilence", "turn.max_end_silence_ms"),
        ("Conversation:Listening:Pause", "turn.pause_ms"),
        ("Conversation:Listening:MinVoice", "turn.min_voice_ms"),
        ("Conversation:Listening:BargeInVoice", "turn.barge_in_voice_ms"),
        ("Conversation:Listening:VoiceThreshold", "turn.voice_threshold"),
        ("Conversation:Listening:MaxUtterance", "turn.max_utterance_ms"),
        ("Health:ProbeInterval", "monitoring.probe_interval_ms"),
        ("Health:ProbeTimeout", "monitoring.probe_timeout_ms"),
        ("Health:WarningErrorRate", "monitoring.warning_error_rate"),
        ("Health:UnhealthyErrorRate", "monitoring.unhealthy_error_rate"),
        ("Health:AsrLatencyMs", "monitoring.asr_latency_ms"),
        ("Health:LlmLatencyMs", "monitoring.llm_latency_ms"),
        ("Health:TtsLatencyMs", "monitoring.tts_latency_ms"),
        ("Health:McpLatencyMs", "monitoring.mcp_latency_ms"),
        ("Tools:Allow", "tools.allow"),
        ("LogText", "monitoring.log_text"),
        ("Transport:MaxMessageBytes", "limits.message_bytes"),
        ("Limits:TypedTextLength", "limits.typed_text_length"),
        ("Limits:TextMessagesPerSecond", "limits.text_messages_per_second"),
        ("Limits:MessageBytes", "limits.message_bytes"),
        ("Limits:MessageTimeoutMs", "limits.message_timeout_ms"),
        ("Limits:UnfinishedBytes", "limits.unfinished_bytes"),
        ("Limits:ThingBytes", "limits.thing_bytes"),
        ("Limits:UpgradesPerSecond", "limits.upgrades_per_second"),
        ("Limits:UpgradeWaitMs", "limits.upgrade_wait_ms"),
        ("Limits:OtaPerMinute", "limits.ota_per_minute"),
        ("Limits:WrongTokensPerMinute", "limits.wrong_tokens_per_minute"),
        ("Limits:Connections", "limits.connections"),
    ];

    private readonly HashSet<string> _released = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Release(IReadOnlyList<FieldChange> changes) => _released.UnionWith(changes.Select(static change => change.Path));

    /// <inheritdoc/>
    public JsonObject Overrule(GatewayConfiguration document, GatewayConfiguration initial, bool isShared)
    {
        var (result, from) = (GatewayConfigurationJson.ToNode(document), GatewayConfigurationJson.ToNode(initial));
        foreach (var (setting, path) in _plain)
            if (given.GetSection($"{VoiceBusOptions.Section}:{setting}").Exists() && !_released.Contains(path))
                Copy(result, from, path.Split('.'));
        foreach (var service in (ServiceType[])[ServiceType.Asr, ServiceType.Llm, ServiceType.Tts])
            new ProviderOverrides(service, given, catalog, _released).Apply(Providers(result, service.ToName()), Providers(from, service.ToName()), isShared);
        return result;
    }

    private static void Copy(JsonObject document, JsonObject from, string[] path) =>
        document[path[0]]![path[1]] = from[path[0]]![path[1]]?.DeepClone();

    private static JsonArray Providers(JsonObject document, string service) =>
        document["services"]![service]!["providers"]!.AsArray();
}
