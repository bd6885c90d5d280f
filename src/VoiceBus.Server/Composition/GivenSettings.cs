using System.Globalization;
using System.Text.Json.Nodes;
using VoiceBus.Server.Configuration;

namespace VoiceBus.Server.Composition;

/// <summary>
/// What was set in so many words for this start (environment, command line) overrules the document kept from before; the
/// rest of the kept document overrules the defaults.
/// </summary>
/// <param name="given">Only what was set in so many words.</param>
internal sealed class GivenSettings(IConfiguration given)
{
    private const string Llm = $"{VoiceBusOptions.Section}:Llm";
    private const string Tts = $"{VoiceBusOptions.Section}:Tts:Providers";

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
        ("LogText", "monitoring.log_text"),
    ];

    private static readonly (string Setting, string Member)[] _ofModel =
    [
        ("Url", "url"), ("Key", "key"), ("Model", "model"), ("Temperature", "temperature"), ("ExtraBody", "extra_body"),
    ];

    /// <summary>Puts what was given into the kept document.</summary>
    /// <param name="kept">The document kept from before.</param>
    /// <param name="initial">The document of this start's options, which have what was given.</param>
    public JsonObject Overrule(DecouplingDocument kept, DecouplingDocument initial)
    {
        var (document, from) = (DecouplingJson.ToNode(kept), DecouplingJson.ToNode(initial));
        foreach (var (setting, path) in _plain)
            if (given.GetSection($"{VoiceBusOptions.Section}:{setting}").Exists())
                Copy(document, from, path.Split('.'));
        OverruleModels(Providers(document, "llm"), Providers(from, "llm"));
        if (given.GetSection(Tts).Exists())
            OverruleVoices(Providers(document, "tts"), Providers(from, "tts"));
        return document;
    }

    private void OverruleModels(JsonArray kept, JsonArray initial)
    {
        var (remote, fresh) = (Find(kept, "openai"), Find(initial, "openai"));
        if (fresh is not null && remote is null && Has("Url"))
        {
            foreach (var other in kept)
                other!["weight"] = 0;
            kept.Insert(0, fresh.DeepClone());
        }
        else if (remote is not null)
        {
            // The address may be the kept one and only, say, the key given: then the options describe no model.
            foreach (var (setting, member) in _ofModel)
                if (Has(setting))
                    remote[member] = Value(member, given[$"{Llm}:{setting}"]!);
        }
        if (Has("Fallback") && Find(kept, "assistant") is null && Find(initial, "assistant") is { } assistant)
            kept.Add(assistant.DeepClone());
    }

    private bool Has(string setting) => given.GetSection($"{Llm}:{setting}").Exists();

    private static JsonNode? Value(string member, string text) => member switch
    {
        "temperature" => double.Parse(text, CultureInfo.InvariantCulture),
        "extra_body" => DecouplingJson.Parse(text),
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
