namespace VoiceBus.Server.Composition;

/// <summary>The environment variables of the README and the settings they stand for.</summary>
internal static class EnvironmentSettings
{
    private static readonly (string Variable, string Setting)[] _known =
    [
        ("VOICEBUS_URLS", "urls"),
        ("VOICEBUS_MODELS", "VoiceBus:Models"),
        ("VOICEBUS_LLM_URL", "VoiceBus:Llm:Url"),
        ("VOICEBUS_LLM_KEY", "VoiceBus:Llm:Key"),
        ("VOICEBUS_LLM_MODEL", "VoiceBus:Llm:Model"),
        ("VOICEBUS_LLM_TEMPERATURE", "VoiceBus:Llm:Temperature"),
        ("VOICEBUS_LLM_EXTRA_BODY", "VoiceBus:Llm:ExtraBody"),
        ("VOICEBUS_LLM_FALLBACK", "VoiceBus:Llm:Fallback"),
        ("VOICEBUS_TTS", "VoiceBus:Tts:Providers:0"),
        ("VOICEBUS_VOICE", "VoiceBus:Conversation:Persona:Voice"),
        ("VOICEBUS_PROMPT", "VoiceBus:Conversation:Persona:Prompt"),
        ("VOICEBUS_DEVICE_TOKEN", "VoiceBus:Transport:DeviceToken"),
        ("VOICEBUS_LOG_TEXT", "VoiceBus:LogText"),
        ("VOICEBUS_DATA", "VoiceBus:Data"),
        ("VOICEBUS_ADMIN_TOKEN", "VoiceBus:AdminToken"),
    ];

    /// <summary>Reads the variables that are set; the command line still overrules them when it is added after.</summary>
    public static IConfigurationBuilder AddVoiceBusEnvironment(this IConfigurationBuilder configuration) =>
        configuration.AddInMemoryCollection(
            from entry in _known
            let value = Environment.GetEnvironmentVariable(entry.Variable)
            where !string.IsNullOrEmpty(value)
            select KeyValuePair.Create(entry.Setting, (string?)value));
}
