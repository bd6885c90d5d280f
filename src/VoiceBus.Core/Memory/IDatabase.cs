namespace VoiceBus.Core.Memory;

/// <summary>The database behind the stores, for who takes care of it. Thread-safe; throws what its driver throws.</summary>
public interface IDatabase
{
    /// <summary>What it is, human-readable; without secrets.</summary>
    string Description { get; }

    /// <summary>How often it was found removed or replaced while it was in use.</summary>
    int Generation { get; }

    /// <summary>Opens it, brings its schema up to date where that is needed, and asks it something.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
