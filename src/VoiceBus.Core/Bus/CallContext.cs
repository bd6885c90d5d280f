namespace VoiceBus.Core.Bus;

/// <summary>On whose behalf a call is opened.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn, or an empty string outside one.</param>
public readonly record struct CallContext(string SessionId, string TurnId);
