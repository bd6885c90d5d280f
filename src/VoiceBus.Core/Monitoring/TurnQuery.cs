namespace VoiceBus.Core.Monitoring;

/// <summary>Which turns are wanted; what is null does not matter.</summary>
/// <param name="SessionId">Only this session's.</param>
/// <param name="DeviceId">Only this device's; letter case does not matter.</param>
/// <param name="SlowerThanMs">Only turns whose reply began later than this, or that have run longer without one.</param>
/// <param name="FailedOnly">Only turns that failed, in whole or in a stage.</param>
/// <param name="Limit">At most so many.</param>
public sealed record TurnQuery(
    string? SessionId = null, string? DeviceId = null, double? SlowerThanMs = null, bool FailedOnly = false, int Limit = 50);
