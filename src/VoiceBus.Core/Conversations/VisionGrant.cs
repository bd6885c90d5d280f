namespace VoiceBus.Core.Conversations;

/// <summary>A place that explains pictures, and the leave to use it.</summary>
/// <param name="Url">http or https, absolute.</param>
/// <param name="Token">Sent by the device as a bearer token; empty for none.</param>
public sealed record VisionGrant(Uri Url, string Token);
