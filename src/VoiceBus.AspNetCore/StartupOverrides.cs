using System.Globalization;
using System.Text.Json.Nodes;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>
/// What was set in so many words for this start (environment, command line) overrules the document kept from before, or told
/// by another node; the rest of that document overrules the defaults.
/// </summary>
/// <param name="given">Only what was set in so many words.</param>
internal sealed class StartupOverrides(IConfiguration given) : IStartupOverrides
{
    private const string Llm = $"{VoiceBusOptions.Section}:Llm";
    private const string Tts = $"{VoiceBusOptions.Section}:Tts:Providers";
    private const string Remote = "services.llm.providers[openai]";
    private const string Assistant = "services.llm.providers[assistant]";
    private const string Voices = "services.tts.providers";

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

    private static readonly (string Setting, string Member)[] _ofModel =
    [
        ("Url", "url"), ("Key", "key"), ("Model", "model"), ("Temperature", "temperature"), ("ExtraBody", "extra_body"),
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
        OverruleModels(Providers(result, "llm"), Providers(from, "llm"), isShared);
        if (given.GetSection(Tts).Exists() && !_released.Any(IsOfVoices))
            OverruleVoices(Providers(result, "tts"), Providers(from, "tts"));
        return result;
    }

    private void OverruleModels(JsonArray kept, JsonArray initial, bool isShared)
    {
        var (remote, fresh) = (Find(kept, "openai"), Find(initial, "openai"));
        if (fresh is not null && remote is null && Has("Url") && !_released.Contains(Remote))
        {
            foreach (var other in kept)
                other!["weight"] = 0;
            kept.Insert(0, fresh.DeepClone());
        }
        else if (remote is not null)
        {
            // Who gives this node an address of its own gives it a model of its own: another's key must not go there.
            var isOwn = isShared && fresh is not null && Has("Url") && !_released.Contains($"{Remote}.url");
            // The address may be the kept one and only, say, the key given: then the options describe no model.
            foreach (var (setting, member) in _ofModel)
                if ((isOwn || Has(setting)) && !_released.Contains(Remote) && !_released.Contains($"{Remote}.{member}"))
                    remote[member] = Has(setting) ? Value(member, given[$"{Llm}:{setting}"]!) : fresh![member]?.DeepClone();
        }
        if (Has("Fallback") && !_released.Contains(Assistant))
            OverruleFallback(kept, Find(initial, "assistant"));
    }

    private void OverruleFallback(JsonArray kept, JsonObject? assistant)
    {
        var isWanted = bool.TryParse(given[$"{Llm}:Fallback"], out var wanted) && wanted;
        var keptAssistant = Find(kept, "assistant");
        if (isWanted && keptAssistant is null && assistant is not null)
            kept.Add(assistant.DeepClone());
        // Alone it is not a fallback but the model.
        else if (!isWanted && keptAssistant is not null && kept.Count > 1)
            kept.Remove(keptAssistant);
    }

    // Which voices there are and whose turn it is; not how large their pools are.
    private static bool IsOfVoices(string path) =>
        path.StartsWith(Voices, StringComparison.Ordinal) && !path.Contains("].pool", StringComparison.Ordinal);

    private bool Has(string setting) => given.GetSection($"{Llm}:{setting}").Exists();

    private static JsonNode? Value(string member, string text) => member switch
    {
        "temperature" => double.Parse(text, CultureInfo.InvariantCulture),
        "extra_body" => GatewayConfigurationJson.Parse(text),
        _ => JsonValue.Create(text),
    };

    private static void OverruleVoices(JsonArray kept, JsonArray initial)
    {
        JsonNode[] voices = [.. initial.Select(voice => (Find(kept, voice!["name"]!.GetValue<string>()) ?? voice).DeepClone())];
        kept.Clear();
        foreach (var voice in voices)
        {
            voice["enabled"] = true;
            voice["weight"] = kept.Count == 0 ? 100 : 0;
            kept.Add(voice);
        }
    }

    private static void Copy(JsonObject document, JsonObject from, string[] path) =>
        document[path[0]]![path[1]] = from[path[0]]![path[1]]?.DeepClone();

    private static JsonArray Providers(JsonObject document, string service) =>
        document["services"]![service]!["providers"]!.AsArray();

    private static JsonObject? Find(JsonArray providers, string name) =>
        providers.OfType<JsonObject>().FirstOrDefault(provider => provider["name"]!.GetValue<string>() == name);
}
