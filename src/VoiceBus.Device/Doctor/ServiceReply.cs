using System.Text.Json;

namespace VoiceBus.Device.Doctor;

/// <summary>Turns the server's own health report into findings with what to do. Pure.</summary>
internal static class ServiceReply
{
    /// <summary>One finding per service, and one per language that nobody understands or speaks.</summary>
    /// <param name="health">Body of <c>/api/services/health</c>.</param>
    public static IEnumerable<Finding> Check(JsonElement health)
    {
        if (health.ValueKind != JsonValueKind.Object || !health.TryGetProperty("services", out var services) || services.ValueKind != JsonValueKind.Array)
            return [Finding.Bad("services", "the server tells nothing about its services", "Is it a VoiceBus server that listens there?")];
        return [.. services.EnumerateArray().Select(Service), .. Languages(health)];
    }

    // A server of before tells nothing of languages.
    private static IEnumerable<Finding> Languages(JsonElement health)
    {
        if (!health.TryGetProperty("languages", out var languages) || languages.ValueKind != JsonValueKind.Object
            || !languages.TryGetProperty("missing", out var missing) || missing.ValueKind != JsonValueKind.Array)
            return [];
        return missing.GetArrayLength() == 0
            ? [Finding.Good("languages", "every persona's language is understood and spoken")]
            : missing.EnumerateArray().Where(static gap => gap.ValueKind == JsonValueKind.Object).Select(Language);
    }

    private static Finding Language(JsonElement gap)
    {
        var (seen, fix) = Text(gap, "detail").Split(": ", 2) is [var before, var after] ? (before, after) : (Text(gap, "detail"), "");
        return Finding.Warn(
            "languages", seen.Length > 0 ? seen : $"{Text(gap, "service")}: nobody has {Text(gap, "language")}",
            fix.Length > 0 ? $"{char.ToUpperInvariant(fix[0])}{fix[1..]}." : "See docs/providers.md.");
    }

    private static Finding Service(JsonElement service)
    {
        var name = Text(service, "name");
        var (status, provider, detail) = (Text(service, "status"), Text(service, "provider"), Text(service, "detail"));
        var seen = string.Join(", ", new[] { status, provider, detail }.Where(static part => part.Length > 0));
        return status switch
        {
            "healthy" => Finding.Good(name, seen),
            "unhealthy" => Finding.Bad(name, seen, Fix(name)),
            _ => Finding.Warn(name, seen, Fix(name)),
        };
    }

    private static string Fix(string service) => service switch
    {
        "asr" => "Fetch the speech models with ./voicebus setup, or set VOICEBUS_MODELS to their folder.",
        "llm" => "Check VOICEBUS_LLM_URL, VOICEBUS_LLM_KEY and VOICEBUS_LLM_MODEL; without a URL the built-in assistant answers.",
        "tts" => "Install espeak-ng or libflite1: ./voicebus setup does both.",
        _ => "See the server's log.",
    };

    private static string Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
