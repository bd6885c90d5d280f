namespace VoiceBus.Gateway.Provisioning;

/// <summary>What boards are told at boot: where to connect, what time it is, which firmware there is.</summary>
public sealed record ProvisioningOptions
{
    /// <summary>
    /// The address boards reach this server at, such as <c>https://voice.example.org</c>; null takes it from each request.
    /// A path is kept in front of all paths.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Path of the socket in the answer; the server takes devices on any path.</summary>
    public string SocketPath { get; init; } = "/xiaozhi/v1/";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of the proxies in front: their X-Forwarded-For says whose request it is, and
    /// their other X-Forwarded headers word the addresses boards are told. Empty: only the latter, of proxies on this machine.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Time zone of the devices and of the assistant as an IANA name, or null for the server's own. Workers that serve mcp want the
    /// same.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>Folder with firmware files named <c>board_1.2.3.bin</c>, or null when no firmware is offered.</summary>
    public string? FirmwareFolder { get; init; }

    /// <summary>Devices remembered; the one not seen for longest makes room for a new one.</summary>
    public int MaxDevices { get; init; } = 10_000;

    /// <summary>
    /// What devices' tokens are signed with; null makes a key at first need and keeps it in the database, where all gateways
    /// find it. At least 16 characters.
    /// </summary>
    public string? DeviceKey { get; init; }

    /// <summary>
    /// The key of a xinnan server (its <c>server.auth_key</c>, <c>server.secret</c> or <c>SERVER_SECRET</c>) whose MQTT gateway
    /// connects devices here: tokens signed with it let activated devices in. Null takes none.
    /// </summary>
    public string? XinnanKey { get; init; }

    /// <summary>The MQTT gateway that devices are sent to instead of their socket.</summary>
    public MqttGatewayOptions Mqtt { get; init; } = new();

    /// <summary>Whether unknown devices must be confirmed first.</summary>
    public ActivationOptions Activation { get; init; } = new();
}

/// <summary>
/// An MQTT gateway in front of this server, such as xinnan's, that turns MQTT and UDP of boards into sockets here. Boards that
/// are told of one leave the socket; clients that speak no MQTT keep to it.
/// </summary>
public sealed record MqttGatewayOptions
{
    /// <summary>Where boards reach it, <c>host</c> or <c>host:port</c> (8883 by default, TLS); null: boards are told of none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What the gateway signs boards' passwords with (its <c>MQTT_SIGNATURE_KEY</c>); null gives an empty password.</summary>
    [Secret]
    public string? SignatureKey { get; init; }

    /// <summary>Topic boards publish to.</summary>
    public string PublishTopic { get; init; } = "device-server";

    /// <summary>Topic boards are sent to; <c>{mac}</c> is the device's id with <c>_</c> for each colon.</summary>
    public string SubscribeTopic { get; init; } = "devices/p2p/{mac}";

    /// <summary>Seconds between boards' signs of life; null leaves it to the firmware (240).</summary>
    public int? KeepAlive { get; init; }
}

/// <summary>How a device becomes one of ours.</summary>
public sealed record ActivationOptions
{
    /// <summary>
    /// Whether devices must be activated before they may connect; a device token (VOICEBUS_DEVICE_TOKEN) asks for that as well.
    /// </summary>
    public bool Enabled { get; init; }

    /// <summary>Whether the device token (VOICEBUS_DEVICE_TOKEN) lets devices in that are not activated.</summary>
    public bool TokenSuffices { get; init; } = true;

    /// <summary>Words shown above the code.</summary>
    public string Message { get; init; } = "VoiceBus";

    /// <summary>Hexadecimal HMAC keys by serial number; a device that proves its key needs no confirmation by a person.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();
}
