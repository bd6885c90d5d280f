namespace VoiceBus.Providers.Connections.Http;

/// <summary>How long a vendor may take.</summary>
/// <param name="Connect">To be connected.</param>
/// <param name="First">From the request to the first byte of its answer's body, connecting included.</param>
/// <param name="Idle">From one piece of its answer to the next.</param>
internal sealed record VendorTimeouts(TimeSpan Connect, TimeSpan First, TimeSpan Idle);
