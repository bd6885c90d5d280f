namespace VoiceBus.Gateway.Transport;

/// <summary>What the transport allows and how long it waits.</summary>
public sealed record TransportOptions
{
    /// <summary>Pacing of speech.</summary>
    public PlaybackOptions Playback { get; init; } = new();

    /// <summary>How long a device may take to say hello (protocol.md 0.1).</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one send may be stuck before the device counts as gone.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a closed socket may take to go away: devices send no close frame back (protocol.md 1.3).</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At shutdown: how long turns under way may go on before the sockets are closed all the same.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message of a device, bytes; null leaves it to <see cref="Limits.LimitSettings.MessageBytes"/>, its newer name.</summary>
    public int? MaxMessageBytes { get; init; }

    /// <summary>
    /// A token that lets in whoever sends it as <c>Authorization: Bearer …</c>; never sent by the server. Null for none; set, nobody
    /// is let in without a credential.
    /// </summary>
    public string? DeviceToken { get; init; }
}
