using VoiceBus.Core.Bus;

namespace VoiceBus.AspNetCore;

/// <summary>Which part of the whole a process plays.</summary>
public enum NodeRole
{
    /// <summary>Devices and AI services in one process.</summary>
    All,

    /// <summary>Devices and their conversations; the AI services are on workers.</summary>
    Gateway,

    /// <summary>AI services for the gateways; no devices.</summary>
    Worker,
}

/// <summary>What a role means.</summary>
internal static class NodeRoles
{
    /// <summary>The services a process serves.</summary>
    /// <exception cref="InvalidOperationException">A name is not known.</exception>
    public static IReadOnlyList<ServiceType> Served(NodeRole role, string? services)
    {
        if (role == NodeRole.Gateway)
            return [];
        if (string.IsNullOrWhiteSpace(services))
            return Enum.GetValues<ServiceType>();
        return [.. services.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Known)];

        static ServiceType Known(string name) => ServiceTypeNames.TryParse(name, out var type)
            ? type
            : throw new InvalidOperationException($"The service '{name}' is not known; there are: asr, llm, tts, mcp.");
    }
}
