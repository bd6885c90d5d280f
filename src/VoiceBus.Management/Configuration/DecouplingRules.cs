using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoiceBus.Management.Configuration;

/// <summary>What a document must be: one rule per field, and what fields must be to each other.</summary>
public sealed partial class DecouplingRules
{
    private static readonly string[] _services = ["asr", "llm", "tts", "mcp"];

    private static readonly ObjectRule _queue = Object(
        ("capacity", new NumberRule(1, 100_000)),
        ("concurrency", new NumberRule(1, 100_000)),
        ("stream_capacity", new NumberRule(1, 10_000)),
        ("open_timeout_ms", new NumberRule(10, 600_000)),
        ("call_timeout_ms", new NumberRule(1000, 3_600_000)),
        ("cancel_timeout_ms", new NumberRule(10, 60_000)));

    private static readonly ObjectRule _deadlines = Object(
        ("first_reply_ms", new NumberRule(100, 120_000)),
        ("stall_ms", new NumberRule(100, 120_000)),
        ("whole_ms", new NumberRule(100, 600_000)),
        ("lease_ms", new NumberRule(10, 120_000)),
        ("grace_ms", new NumberRule(10, 60_000)));

    private static readonly ObjectRule _hedge = Object(
        ("enabled", new FlagRule()),
        ("percentile", new NumberRule(0.5, 0.999, Whole: false)),
        ("min_delay_ms", new NumberRule(0, 60_000)),
        ("max_extra_load", new NumberRule(0, 1, Whole: false)));

    private static readonly ObjectRule _turn = Object(
        ("end_silence_ms", new NumberRule(100, 5000)),
        ("max_end_silence_ms", new NumberRule(100, 10_000)),
        ("pause_ms", new NumberRule(32, 5000)),
        ("min_voice_ms", new NumberRule(32, 2000)),
        ("barge_in_voice_ms", new NumberRule(32, 5000)),
        ("voice_threshold", new NumberRule(0.05, 0.95, Whole: false)),
        ("max_utterance_ms", new NumberRule(1000, 120_000)),
        ("prompt", new TextRule(16_000)),
        ("voice", new TextRule(100, Optional: true)),
        ("language", new TextRule(35, Optional: true, LanguageTag(), "a language tag such as en or zh-CN")),
        ("max_history", new NumberRule(0, 1000)),
        ("idle_timeout_ms", new NumberRule(1000, 86_400_000)));

    private static readonly ObjectRule _monitoring = Object(
        ("probe_interval_ms", new NumberRule(1000, 3_600_000)),
        ("probe_timeout_ms", new NumberRule(100, 600_000)),
        ("warning_error_rate", new NumberRule(0, 1, Whole: false)),
        ("unhealthy_error_rate", new NumberRule(0, 1, Whole: false)),
        ("asr_latency_ms", new NumberRule(1, 600_000, Whole: false)),
        ("llm_latency_ms", new NumberRule(1, 600_000, Whole: false)),
        ("tts_latency_ms", new NumberRule(1, 600_000, Whole: false)),
        ("mcp_latency_ms", new NumberRule(1, 600_000, Whole: false)),
        ("log_text", new FlagRule()));

    private static readonly ObjectRule _limits = Object(
        ("typed_text_length", new NumberRule(1, 100_000)),
        ("text_messages_per_second", new NumberRule(1, 10_000)),
        ("message_bytes", new NumberRule(1024, 16 << 20)),
        ("message_timeout_ms", new NumberRule(1000, 600_000)),
        ("unfinished_bytes", new NumberRule(1 << 20, 1 << 30)),
        ("thing_bytes", new NumberRule(1024, 16 << 20)),
        ("upgrades_per_second", new NumberRule(1, 10_000)),
        ("upgrade_wait_ms", new NumberRule(0, 60_000)),
        ("ota_per_minute", new NumberRule(1, 10_000)),
        ("wrong_tokens_per_minute", new NumberRule(1, 10_000)),
        ("connections", new NumberRule(16, 10_000_000, Optional: true)));

    private readonly ObjectRule _document;

    /// <summary>Rules for documents with the given types of providers.</summary>
    public DecouplingRules(ProviderCatalog catalog) => _document = Object(
        ("bus", Object(
            ("transport", new WordRule("memory", "rabbitmq")),
            ("queues", Object([.. _services.Select(static service => (service, (Rule)_queue))])))),
        ("services", Object(
            ("asr", Service(catalog, ServiceType.Asr)),
            ("llm", Service(catalog, ServiceType.Llm, hedge: true)),
            ("tts", Service(catalog, ServiceType.Tts, hedge: true)),
            ("mcp", Service(catalog, ServiceType.Mcp)))),
        ("turn", _turn),
        ("tools", Object(("allow", new TextListRule(200, 100)))),
        ("monitoring", _monitoring),
        ("limits", _limits));

    /// <summary>Notes everything that is wrong with a document.</summary>
    public void Check(JsonNode? document, Findings findings)
    {
        _document.Check(document, "", findings);
        if (document is not JsonObject root)
            return;
        foreach (var service in _services)
        {
            AtMost(root, $"bus.queues.{service}.open_timeout_ms", $"bus.queues.{service}.call_timeout_ms", findings);
            AtMost(root, $"services.{service}.deadlines.first_reply_ms", $"services.{service}.deadlines.whole_ms", findings);
            if (At(root, $"services.{service}.providers") is JsonArray providers)
                for (var i = 0; i < providers.Count; i++)
                    if (providers[i] is JsonObject provider)
                        AtMost(provider, "pool.min_size", "pool.max_size", findings, $"services.{service}.providers[{i}].");
        }
        AtMost(root, "turn.pause_ms", "turn.end_silence_ms", findings);
        AtMost(root, "turn.end_silence_ms", "turn.max_end_silence_ms", findings);
        AtMost(root, "limits.message_bytes", "limits.unfinished_bytes", findings);
        AtMost(root, "monitoring.warning_error_rate", "monitoring.unhealthy_error_rate", findings);
    }

    private static ObjectRule Service(ProviderCatalog catalog, ServiceType service, bool hedge = false) => Object([
        ("enabled", new FlagRule()),
        ("providers", new ProvidersRule(catalog, service)),
        ("deadlines", _deadlines),
        .. hedge ? [("hedge", _hedge)] : Array.Empty<(string, Rule)>()]);

    private static ObjectRule Object(params (string Name, Rule Rule)[] members) =>
        new(members.ToDictionary(static member => member.Name, static member => member.Rule));

    private static void AtMost(JsonObject root, string small, string large, Findings findings, string prefix = "")
    {
        if (Number(At(root, small)) is { } low && Number(At(root, large)) is { } high && low > high)
            findings.Add(prefix + small, $"must be at most {large[(large.LastIndexOf('.') + 1)..]}, which is {high}");
    }

    private static JsonNode? At(JsonObject root, string path)
    {
        JsonNode? node = root;
        foreach (var name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return node;
    }

    private static double? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : null;

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();
}
