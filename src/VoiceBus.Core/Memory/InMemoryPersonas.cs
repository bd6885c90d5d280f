namespace VoiceBus.Core.Memory;

/// <summary>Personas of a process that keeps nothing. Thread-safe.</summary>
public sealed class InMemoryPersonas : IPersonaStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Persona> _personas = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Persona>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<Persona>>([.. _personas.Values]);
    }

    /// <inheritdoc/>
    public Task<Persona?> FindAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_personas.GetValueOrDefault(name.ToLowerInvariant()));
    }

    /// <inheritdoc/>
    public Task<bool> PutAsync(Persona persona, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isNew = !_personas.ContainsKey(persona.Name.ToLowerInvariant());
            _personas[persona.Name.ToLowerInvariant()] = persona with { Name = persona.Name.ToLowerInvariant() };
            return Task.FromResult(isNew);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_personas.Remove(name.ToLowerInvariant()));
    }
}
