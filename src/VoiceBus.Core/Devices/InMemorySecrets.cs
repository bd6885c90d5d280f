using System.Collections.Concurrent;

namespace VoiceBus.Core.Devices;

/// <summary>Secrets of one process: with its end the tokens it gave out are worth nothing. Thread-safe.</summary>
public sealed class InMemorySecrets : ISecretStore
{
    private readonly ConcurrentDictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Generation => 0;

    /// <inheritdoc/>
    public Task<byte[]> GetOrAddAsync(string name, byte[] proposed, CancellationToken cancellationToken) =>
        Task.FromResult(_secrets.GetOrAdd(name, proposed));
}
