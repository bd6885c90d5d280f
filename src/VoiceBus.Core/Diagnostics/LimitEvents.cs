namespace VoiceBus.Core.Diagnostics;

/// <summary>Somebody sent more than is allowed; it was refused, or waits.</summary>
/// <param name="Limit">The limit, by its name in the live configuration (<see cref="LimitNames"/>).</param>
/// <param name="Who">The device, or the address it came from.</param>
/// <param name="Reason">What was sent, and what is allowed.</param>
[EventId(1101, "Limits")]
public sealed record LimitReached(string Limit, string Who, string Reason) : DiagnosticEvent
{
    /// <summary>How often it happened since it was told last; 1 or more.</summary>
    public long Times { get; init; } = 1;

    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => $"{nameof(LimitReached)} {Limit}";
}

/// <summary>Names of the limits, as the live configuration has them.</summary>
public static class LimitNames
{
    /// <summary>Characters of a typed text.</summary>
    public const string TypedText = "typed_text_length";

    /// <summary>Text messages of a session a second.</summary>
    public const string TextMessages = "text_messages_per_second";

    /// <summary>Audio of a device ahead of real time.</summary>
    public const string Audio = "audio_ahead";

    /// <summary>Bytes of a message.</summary>
    public const string MessageBytes = "message_bytes";

    /// <summary>How long a message may take.</summary>
    public const string MessageTimeout = "message_timeout_ms";

    /// <summary>Bytes of all messages that are not whole yet.</summary>
    public const string UnfinishedBytes = "unfinished_bytes";

    /// <summary>Bytes of what a device describes of its things.</summary>
    public const string ThingBytes = "thing_bytes";

    /// <summary>WebSocket upgrades of an address a second.</summary>
    public const string Upgrades = "upgrades_per_second";

    /// <summary>Provisioning requests of a device a minute.</summary>
    public const string Provisioning = "ota_per_minute";

    /// <summary>Wrong tokens of an address a minute.</summary>
    public const string WrongTokens = "wrong_tokens_per_minute";

    /// <summary>Connections of the process.</summary>
    public const string Connections = "connections";
}
