namespace VoiceBus.Core.Devices;

/// <summary>Secrets that all nodes share. Thread-safe; throws what the driver throws.</summary>
public interface ISecretStore
{
    /// <summary>Grows when the store was lost and made anew: what was read before may not be in it.</summary>
    int Generation { get; }

    /// <summary>The secret of a name; the proposed one when there is none yet, which is kept then.</summary>
    Task<byte[]> GetOrAddAsync(string name, byte[] proposed, CancellationToken cancellationToken);
}
