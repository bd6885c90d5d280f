namespace VoiceBus.Core.Bus;

/// <summary>The names of the services on the wire, in JSON, in events and in traces.</summary>
public static class ServiceTypeNames
{
    /// <summary>"asr", "llm", "tts" or "mcp".</summary>
    public static string ToName(this ServiceType type) => type switch
    {
        ServiceType.Asr => "asr",
        ServiceType.Llm => "llm",
        ServiceType.Tts => "tts",
        ServiceType.Mcp => "mcp",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a service."),
    };

    /// <summary>The service of a name, exactly as <see cref="ToName"/> gives it.</summary>
    public static bool TryParse(string? name, out ServiceType type)
    {
        foreach (var known in Enum.GetValues<ServiceType>())
            if (known.ToName() == name)
            {
                type = known;
                return true;
            }

        type = default;
        return false;
    }
}
