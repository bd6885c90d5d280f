namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// Who was let in by this process, for as long as the registry cannot be read. Bounded: the oldest are forgotten first.
/// Thread-safe.
/// </summary>
/// <param name="max">Devices remembered at most.</param>
public sealed class AdmittedDevices(int max)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Admission> _admitted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers that a device was let in.</summary>
    public void Add(string deviceId, string clientId, DeviceCredential credential)
    {
        lock (_gate)
        {
            _admitted.Remove(deviceId);
            if (_admitted.Count >= max)
                _admitted.RemoveAt(0);
            _admitted[deviceId] = new Admission(clientId, credential);
        }
    }

    /// <summary>Whether this client was let in as this device.</summary>
    public bool Knows(string deviceId, string clientId)
    {
        lock (_gate)
            return _admitted.TryGetValue(deviceId, out var known) && known.ClientId == clientId;
    }

    /// <summary>Whether this client was let in as this device, with the same credential or a newer one of its kind.</summary>
    public bool Knows(string deviceId, string clientId, DeviceCredential credential)
    {
        lock (_gate)
            return _admitted.TryGetValue(deviceId, out var known) && known.ClientId == clientId
                && known.Credential.Kind == credential.Kind && credential.Issued >= known.Credential.Issued;
    }

    /// <summary>Forgets a device that may not be let in any more.</summary>
    public void Remove(string deviceId)
    {
        lock (_gate)
            _admitted.Remove(deviceId);
    }

    private sealed record Admission(string ClientId, DeviceCredential Credential);
}
