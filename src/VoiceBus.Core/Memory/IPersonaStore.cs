namespace VoiceBus.Core.Memory;

/// <summary>Where personas are kept, by name in lower case. Thread-safe. Throws what its driver throws.</summary>
public interface IPersonaStore
{
    /// <summary>All personas, by name.</summary>
    Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds a persona, whatever the case of its name; null when there is none.</summary>
    Task<Persona?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds a persona or replaces the one of its name.</summary>
    /// <returns>Whether it is new.</returns>
    Task<bool> PutAsync(Persona persona, CancellationToken cancellationToken);

    /// <summary>Removes a persona; devices that had it have the default again.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Which persona each device has. Thread-safe. Throws what its driver throws.</summary>
public interface IDevicePersonas
{
    /// <summary>The name of a device's persona, or null for the default.</summary>
    ValueTask<string?> FindAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>Gives a device a persona, or the default by null.</summary>
    ValueTask AssignAsync(string deviceId, string? persona, CancellationToken cancellationToken);
}
