using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Thinking;

/// <summary>The tools behind the bus that a model may be offered. Thread-safe.</summary>
public interface IToolCatalog
{
    /// <summary>The tools offered now; empty when they cannot be had.</summary>
    ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListAsync(CancellationToken cancellationToken);
}
