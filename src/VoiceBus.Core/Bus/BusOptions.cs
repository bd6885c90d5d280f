namespace VoiceBus.Core.Bus;

/// <summary>How calls travel.</summary>
public sealed record BusOptions
{
    /// <summary>"memory" or "rabbitmq"; null: rabbitmq when a URL is given.</summary>
    public string? Transport { get; init; }

    /// <summary>The broker, e.g. <c>amqp://user:password@host:5672/</c>; <c>amqps</c> for TLS.</summary>
    public Uri? Url { get; init; }

    /// <summary>Who this is to the broker; null: as the URL says.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null: as the URL says.</summary>
    public string? Password { get; init; }

    /// <summary>A PEM file of the authorities that may vouch for the broker; null: those the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Begins the names of all queues; nodes with the same prefix belong together. Null: as the broker's package has it.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether calls go through a broker.</summary>
    /// <exception cref="InvalidOperationException">The transport is not known.</exception>
    public bool IsRabbitMq => (Transport ?? (Url is null ? "memory" : "rabbitmq")).ToUpperInvariant() switch
    {
        "MEMORY" => false,
        "RABBITMQ" => true,
        _ => throw new InvalidOperationException($"VoiceBus:Bus:Transport '{Transport}' is not known; there are: memory, rabbitmq."),
    };
}
