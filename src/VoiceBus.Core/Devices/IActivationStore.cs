namespace VoiceBus.Core.Devices;

/// <summary>
/// Codes that devices show, shared by all gateways: a code shown by one can be typed at any. Short-lived and bounded, the oldest go
/// first; a client asking again gets the same code. Thread-safe; throws what the driver throws.
/// </summary>
public interface IActivationStore
{
    /// <summary>The code of a client that wants to be a device; makes one when it has none.</summary>
    /// <returns>The code, and whether it was made now.</returns>
    Task<(PendingActivation Pending, bool IsNew)> AskAsync(string deviceId, string clientId, string? address, CancellationToken cancellationToken);

    /// <summary>The code of a client, or null when it has none.</summary>
    Task<PendingActivation?> FindAsync(string deviceId, string clientId, CancellationToken cancellationToken);

    /// <summary>Who shows a code, or null.</summary>
    Task<PendingActivation?> FindAsync(string code, CancellationToken cancellationToken);

    /// <summary>All clients that wait.</summary>
    Task<IReadOnlyList<PendingActivation>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The clients that wait to be let in as a device.</summary>
    Task<IReadOnlyList<PendingActivation>> ListAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>Takes a code back; false when another was quicker.</summary>
    Task<bool> RemoveAsync(PendingActivation pending, CancellationToken cancellationToken);

    /// <summary>Takes all codes of a device back.</summary>
    Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken);
}
