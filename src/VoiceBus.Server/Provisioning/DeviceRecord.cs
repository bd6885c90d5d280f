namespace VoiceBus.Server.Provisioning;

/// <summary>What is known about a device. Immutable; replaced whole.</summary>
public sealed record DeviceRecord
{
    /// <summary>The device's id in lower case, its MAC address by custom.</summary>
    public required string Id { get; init; }

    /// <summary>Its client id as sent last, or null.</summary>
    public string? ClientId { get; init; }

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

    /// <summary>Whether it may connect.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether it was confirmed; only asked for where activation is switched on.</summary>
    public bool Activated { get; init; }
}
