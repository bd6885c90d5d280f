namespace VoiceBus.AspNetCore;

/// <summary>The environment variables of the README and the settings they stand for.</summary>
public static class VoiceBusEnvironment
{
    private static readonly (string Variable, string Setting)[] _known =
    [
        ("VOICEBUS_URLS", "urls"),
        ("VOICEBUS_MODELS", "VoiceBus:Models"),
        ("VOICEBUS_PLUGINS", "VoiceBus:PlugIns"),
        ("VOICEBUS_ASR", "VoiceBus:Asr:Providers:0"),
        ("VOICEBUS_ASR_URL", "VoiceBus:Asr:Url"),
        ("VOICEBUS_ASR_KEY", "VoiceBus:Asr:Key"),
        ("VOICEBUS_ASR_MODEL", "VoiceBus:Asr:Model"),
        ("VOICEBUS_ASR_FALLBACK", "VoiceBus:Asr:Fallback"),
        ("VOICEBUS_LLM", "VoiceBus:Llm:Providers:0"),
        ("VOICEBUS_LLM_URL", "VoiceBus:Llm:Url"),
        ("VOICEBUS_LLM_KEY", "VoiceBus:Llm:Key"),
        ("VOICEBUS_LLM_MODEL", "VoiceBus:Llm:Model"),
        ("VOICEBUS_LLM_TEMPERATURE", "VoiceBus:Llm:Temperature"),
        ("VOICEBUS_LLM_EXTRA_BODY", "VoiceBus:Llm:ExtraBody"),
        ("VOICEBUS_LLM_FALLBACK", "VoiceBus:Llm:Fallback"),
        ("VOICEBUS_VISION_URL", "VoiceBus:Vision:Url"),
        ("VOICEBUS_VISION_KEY", "VoiceBus:Vision:Key"),
        ("VOICEBUS_VISION_MODEL", "VoiceBus:Vision:Model"),
        ("VOICEBUS_VISION_SECRET", "VoiceBus:Vision:Secret"),
        ("VOICEBUS_TTS", "VoiceBus:Tts:Providers:0"),
        ("VOICEBUS_TTS_URL", "VoiceBus:Tts:Url"),
        ("VOICEBUS_TTS_KEY", "VoiceBus:Tts:Key"),
        ("VOICEBUS_TTS_MODEL", "VoiceBus:Tts:Model"),
        ("VOICEBUS_TTS_VOICE", "VoiceBus:Tts:Voice"),
        ("VOICEBUS_TTS_FALLBACK", "VoiceBus:Tts:Fallback"),
        ("VOICEBUS_VOICE", "VoiceBus:Conversation:Persona:Voice"),
        ("VOICEBUS_PROMPT", "VoiceBus:Conversation:Persona:Prompt"),
        ("VOICEBUS_PUBLIC_URL", "VoiceBus:Provisioning:PublicUrl"),
        ("VOICEBUS_FIRMWARE", "VoiceBus:Provisioning:FirmwareFolder"),
        ("VOICEBUS_DEVICE_TOKEN", "VoiceBus:Transport:DeviceToken"),
        ("VOICEBUS_DEVICE_KEY", "VoiceBus:Provisioning:DeviceKey"),
        ("VOICEBUS_XINNAN_KEY", "VoiceBus:Provisioning:XinnanKey"),
        ("VOICEBUS_ACTIVATION", "VoiceBus:Provisioning:Activation:Enabled"),
        ("VOICEBUS_BUS_URL", "VoiceBus:Bus:Url"),
        ("VOICEBUS_ROLE", "VoiceBus:Role"),
        ("VOICEBUS_SERVICES", "VoiceBus:Services"),
        ("VOICEBUS_BUS_USER", "VoiceBus:Bus:User"),
        ("VOICEBUS_BUS_PASSWORD", "VoiceBus:Bus:Password"),
        ("VOICEBUS_BUS_CA", "VoiceBus:Bus:CaFile"),
        ("VOICEBUS_DRAIN_TIMEOUT", "VoiceBus:Transport:DrainTimeout"),
        ("VOICEBUS_LOG_TEXT", "VoiceBus:LogText"),
        ("VOICEBUS_DATA", "VoiceBus:Data"),
        ("VOICEBUS_DATABASE", "VoiceBus:Memory:Database"),
        ("VOICEBUS_HISTORY", "VoiceBus:Memory:History"),
        ("VOICEBUS_HISTORY_DAYS", "VoiceBus:Memory:RetentionDays"),
        ("VOICEBUS_HISTORY_SUMMARY", "VoiceBus:Memory:Summary"),
        ("VOICEBUS_MCP_SERVERS", "VoiceBus:McpServers"),
        ("VOICEBUS_SOUNDS", "VoiceBus:Tools:Sounds"),
        ("VOICEBUS_ADMIN_TOKEN", "VoiceBus:AdminToken"),
        ("VOICEBUS_READ_TOKEN", "VoiceBus:ReadToken"),
        ("VOICEBUS_ALLOWED_HOSTS", "VoiceBus:Access:AllowedHosts"),
        ("VOICEBUS_ALLOWED_ORIGINS", "VoiceBus:Access:AllowedOrigins"),
    ];

    /// <summary>The variables, each with the setting it stands for.</summary>
    public static IReadOnlyList<(string Variable, string Setting)> Variables => _known;

    /// <summary>Short command line switches and the settings they stand for.</summary>
    public static readonly Dictionary<string, string> Switches = new()
    {
        ["--role"] = "VoiceBus:Role",
        ["--services"] = "VoiceBus:Services",
    };

    /// <summary>Reads the variables that are set; the command line still overrules them when it is added after.</summary>
    public static IConfigurationBuilder AddVoiceBusEnvironment(this IConfigurationBuilder configuration) =>
        configuration.AddInMemoryCollection(
            from entry in _known
            let value = Environment.GetEnvironmentVariable(entry.Variable)
            where !string.IsNullOrEmpty(value)
            select KeyValuePair.Create(entry.Setting, (string?)value));
}
