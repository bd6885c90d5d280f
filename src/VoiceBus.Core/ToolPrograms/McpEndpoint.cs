namespace VoiceBus.Core.ToolPrograms;

/// <summary>
/// An MCP endpoint (接入点): a token that tool programs dial in with, and who may use the tools they bring. Immutable; replaced
/// whole.
/// </summary>
public sealed record McpEndpoint
{
    /// <summary>Its id; no secret.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of its token, hexadecimal in lower case; the token itself is kept nowhere.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Devices that are offered its tools, by their ids in lower case.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Personas that are offered its tools, by their names in lower case.</summary>
    public IReadOnlyList<string> Personas { get; init; } = [];

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a program dialled in last, UTC; null for never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Whether a device with a persona is offered its tools: all are where neither devices nor personas are named.</summary>
    /// <param name="deviceId">The device, whatever the case.</param>
    /// <param name="persona">The persona, whatever the case.</param>
    public bool IsFor(string deviceId, string persona) =>
        (Devices.Count == 0 && Personas.Count == 0)
        || Devices.Contains(deviceId, StringComparer.OrdinalIgnoreCase) || Personas.Contains(persona, StringComparer.OrdinalIgnoreCase);
}
