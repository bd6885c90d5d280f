namespace VoiceBus.Protocol;

/// <summary>The <c>features</c> object of a device's hello (protocol.md 2.1); everything is off when absent.</summary>
public sealed record DeviceFeatures
{
    /// <summary>A device that announced nothing.</summary>
    public static DeviceFeatures None { get; } = new();

    /// <summary>The device runs an MCP server behind its socket.</summary>
    public bool Mcp { get; init; }

    /// <summary>The server must cancel the echo of its own voice.</summary>
    public bool Aec { get; init; }

    /// <summary>
    /// The device has cancelled the echo of the server's voice by itself, so that it may be heard while that voice plays. Of this
    /// server, not of the firmware, whose <see cref="Aec"/> asks for the contrary.
    /// </summary>
    public bool EchoCancelled { get; init; }

    /// <summary>The device accepts glyph bitmaps beside its texts.</summary>
    public bool GlyphPush { get; init; }

    /// <summary>Whether the device wants emoji; null when it did not say.</summary>
    public bool? Emoji { get; init; }
}
