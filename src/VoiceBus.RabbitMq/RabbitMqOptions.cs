using System.ComponentModel.DataAnnotations;

namespace VoiceBus.RabbitMq;

/// <summary>How to reach the broker and how long to be patient with it. Immutable.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>The broker: <c>amqp://user:password@host:5672/vhost</c>, or <c>amqps</c> for TLS.</summary>
    [Required]
    public required Uri Url { get; init; }

    /// <summary>Who this is to the broker; null: as the URL says.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null: as the URL says.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file of the authorities that may vouch for the broker, with TLS; null: those the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Begins every queue name. Carries the version of the wire: nodes of different versions do not share queues.</summary>
    // AMQP names have 255 bytes, and up to 61 follow this in the name of a private queue.
    [Required, MinLength(1), MaxUtf8Bytes(190)]
    public string Prefix { get; init; } = "voicebus.v2";

    /// <summary>
    /// Whether this bus has its queues for itself: nobody else may serve or call, and they go away with its connection. A
    /// rehearsal needs no more and leaves nothing behind.
    /// </summary>
    public bool IsPrivate { get; init; }

    /// <summary>How this process is called in the broker's list of connections.</summary>
    public string ClientName { get; init; } = "voicebus";

    /// <summary>After how much silence the other end of the connection counts as dead.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long opening a call waits for a connection that is down.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first pause before connecting again; doubles up to <see cref="MaxBackOff"/>.</summary>
    public TimeSpan MinBackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause before connecting again.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the other ends of calls under way are looked after.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long calls wait for a worker when there is none.</summary>
    public TimeSpan WorkerTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a worker that took a call waits for its request before it gives the call back.</summary>
    public TimeSpan OfferTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Workers that may die over one call before it is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;
}
