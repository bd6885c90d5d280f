using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>On whose behalf providers are asked.</summary>
/// <param name="SessionId">The session, or a name such as "probe"; shown as the owner of leases.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CallId">The call; empty outside one.</param>
/// <param name="OpenedAt">When the call was opened, UTC; null: now.</param>
public readonly record struct ProviderCaller(string SessionId, string TurnId, string CallId, DateTimeOffset? OpenedAt)
{
    /// <summary>The caller of a message.</summary>
    public static ProviderCaller Of(EventMessage message) =>
        new(message.SessionId, message.TurnId, message.CallId, message.CreatedAt);

    /// <summary>Somebody outside any call.</summary>
    public static ProviderCaller Named(string owner) => new(owner, "", "", null);
}
