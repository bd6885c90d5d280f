using VoiceBus.Device.Mcp;
using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>How a <see cref="DeviceClient"/> introduces itself; immutable.</summary>
public sealed record DeviceClientOptions
{
    /// <summary>The server's socket, <c>ws://</c> or <c>wss://</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>A MAC in lower case with colons, as the firmware sends it (protocol.md 1.1).</summary>
    public string DeviceId { get; init; } = "02:00:00:00:00:01";

    /// <summary>A UUID in lower case.</summary>
    public string ClientId { get; init; } = "00000000-0000-4000-8000-000000000001";

    /// <summary>Bearer token, or a whole header value when it holds a space; null sends no header.</summary>
    public string? Token { get; init; }

    /// <summary>Put identity and token into the query as a browser must, instead of headers.</summary>
    public bool IdentityInQuery { get; init; }

    /// <summary>Binary framing, 1 to 3, in both directions.</summary>
    public int ProtocolVersion { get; init; } = 1;

    /// <summary>What the microphone sends.</summary>
    public AudioParams Audio { get; init; } = AudioParams.DeviceDefault;

    /// <summary>What the device announces; announce <c>Mcp</c> only together with <see cref="Tools"/> or your own answers.</summary>
    public DeviceFeatures Features { get; init; } = DeviceFeatures.None;

    /// <summary>Answers the server's MCP requests on its own; null leaves them to the reader of the events.</summary>
    public IDeviceMcpServer? Tools { get; init; }

    /// <summary>How long the HTTP upgrade may take (the firmware waits 10 s).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may take to answer hello (the firmware waits 10 s).</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one message may take to leave before the connection counts as lost.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Unread events held before the receive loop stops reading and TCP pushes back on the server.</summary>
    public int EventCapacity { get; init; } = 4096;

    /// <summary>The longest message accepted, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>The clock of every time limit and time stamp.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
