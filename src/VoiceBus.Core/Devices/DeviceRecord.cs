namespace VoiceBus.Core.Devices;

/// <summary>What is known about a device. Immutable; replaced whole.</summary>
public sealed record DeviceRecord
{
    /// <summary>The device's id in lower case, its MAC address by custom.</summary>
    public required string Id { get; init; }

    /// <summary>Its client id as sent last, or null.</summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// The client id it belongs to: only tokens of this one let it in. Empty when it sends none; null until the first connection
    /// of a device that was known before there were bindings.
    /// </summary>
    public string? BoundClientId { get; init; }

    /// <summary>The address it asked or connected from last, or null.</summary>
    public string? Address { get; init; }

    /// <summary>When the token was issued that it connects with, UTC; null until it connects with one of ours.</summary>
    public DateTimeOffset? TokenIssued { get; init; }

    /// <summary>When it connected with that token last, UTC.</summary>
    public DateTimeOffset? TokenUsed { get; init; }

    /// <summary>What people call it; the board's name until they choose one.</summary>
    public string Name { get; init; } = "";

    /// <summary>The board's type.</summary>
    public string Board { get; init; } = "";

    /// <summary>The firmware's version as sent last.</summary>
    public string Firmware { get; init; } = "";

    /// <summary>Its serial number, or null when it has none.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>When it asked or connected first, UTC.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it asked or connected last, UTC.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>The persona that answers on it, or null for the usual one.</summary>
    public string? Persona { get; init; }

    /// <summary>
    /// Whether it is heard while it speaks and listens by itself, its echo being cancelled at the device; null leaves that to its hello.
    /// </summary>
    public bool? ListenWhileSpeaking { get; init; }

    /// <summary>This server as it reached it when it asked for provisioning last, with a slash at the end; or null.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>Whether it may connect.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether it was confirmed; only asked for where devices must be let in.</summary>
    public bool Activated { get; init; }

    /// <summary>Whether it was confirmed, and this client is the one it belongs to or may become it.</summary>
    /// <param name="clientId">Empty for a device that sends none.</param>
    public bool IsActivatedFor(string clientId) => Activated && (BoundClientId ?? clientId) == clientId;
}
