using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>On whose behalf providers are asked.</summary>
/// <param name="SessionId">The session, or a name such as "probe"; shown as the owner of leases.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CallId">The call; empty outside one.</param>
/// <param name="OpenedAt">When the call was opened, UTC; null: now.</param>
public readonly record struct ProviderCaller(string SessionId, string TurnId, string CallId, DateTimeOffset? OpenedAt)
{
    /// <summary>The name of the provider to ask first; null, or one there is not: in the service's order.</summary>
    public string? Preferred { get; init; }

    /// <summary>The caller of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="preferred">See <see cref="Preferred"/>.</param>
    public static ProviderCaller Of(EventMessage message, string? preferred = null) =>
        new(message.SessionId, message.TurnId, message.CallId, message.CreatedAt) { Preferred = preferred };

    /// <summary>Somebody outside any call.</summary>
    public static ProviderCaller Named(string owner) => new(owner, "", "", null);
}
