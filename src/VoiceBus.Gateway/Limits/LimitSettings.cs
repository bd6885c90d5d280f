namespace VoiceBus.Gateway.Limits;

/// <summary>
/// What one sender may do: the section <c>limits</c> of the live configuration and, for a start, <c>VoiceBus:Limits</c>. Immutable;
/// replaced whole. "20 a second" means 20 at once, and one more each 50 ms.
/// </summary>
public sealed record LimitSettings
{
    /// <summary>Characters of a text that is typed.</summary>
    public int TypedTextLength { get; init; } = 2000;

    /// <summary>Text messages of a session a second; the rest waits at the socket.</summary>
    public int TextMessagesPerSecond { get; init; } = 20;

    /// <summary>Largest message of a device, bytes; firmware cannot send more than 65535.</summary>
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>How long a message may take from its first byte to its last, ms; then the connection is closed.</summary>
    public int MessageTimeoutMs { get; init; } = 10_000;

    /// <summary>Bytes that the messages of all devices may take in memory while they are not whole yet; what is beyond is let go.</summary>
    public int UnfinishedBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of the descriptions and states of a device's things (firmware 1.6 and older) that are kept.</summary>
    public int ThingBytes { get; init; } = 64 << 10;

    /// <summary>WebSocket upgrades of an address (of IPv6 its /64) a second; the excess waits, then it is 503.</summary>
    public int UpgradesPerSecond { get; init; } = 20;

    /// <summary>How long an upgrade in excess may wait for its turn, ms; boards wait 10 s.</summary>
    public int UpgradeWaitMs { get; init; } = 5000;

    /// <summary>Provisioning requests of a device a minute, then 429; its polls for activation and its firmware do not count.</summary>
    public int OtaPerMinute { get; init; } = 10;

    /// <summary>Wrong tokens of an address a minute, then 429.</summary>
    public int WrongTokensPerMinute { get; init; } = 10;

    /// <summary>
    /// Connections open at the same time; null is what the process may have open in all (<c>ulimit -n</c>) less 512, at least a
    /// quarter of it.
    /// </summary>
    public int? Connections { get; init; }
}
