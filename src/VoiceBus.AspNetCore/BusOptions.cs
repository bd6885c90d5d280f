using VoiceBus.Core.Bus;

namespace VoiceBus.AspNetCore;

/// <summary>Which part of the whole a process plays.</summary>
public enum NodeRole
{
    /// <summary>Devices and AI services in one process.</summary>
    All,

    /// <summary>Devices and their conversations; the AI services are on workers.</summary>
    Gateway,

    /// <summary>AI services for the gateways; no devices.</summary>
    Worker,
}

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

    /// <summary>Begins the names of all queues; nodes with the same prefix belong together.</summary>
    public string Prefix { get; init; } = "voicebus.v2";

    /// <summary>Whether calls go through a broker.</summary>
    /// <exception cref="InvalidOperationException">The transport is not known.</exception>
    public bool IsRabbitMq => (Transport ?? (Url is null ? "memory" : "rabbitmq")).ToUpperInvariant() switch
    {
        "MEMORY" => false,
        "RABBITMQ" => true,
        _ => throw new InvalidOperationException($"VoiceBus:Bus:Transport '{Transport}' is not known; there are: memory, rabbitmq."),
    };

    /// <summary>The services a process serves.</summary>
    /// <exception cref="InvalidOperationException">A name is not known.</exception>
    internal static IReadOnlyList<ServiceType> Served(NodeRole role, string? services)
    {
        if (role == NodeRole.Gateway)
            return [];
        var known = Enum.GetValues<ServiceType>();
        if (string.IsNullOrWhiteSpace(services))
            return known;
        return [.. services.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Known)];

        ServiceType Known(string name) => Array.Exists(known, type => type.ToName() == name)
            ? Array.Find(known, type => type.ToName() == name)
            : throw new InvalidOperationException($"The service '{name}' is not known; there are: asr, llm, tts, mcp.");
    }
}
