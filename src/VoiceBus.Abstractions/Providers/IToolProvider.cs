using Microsoft.Extensions.AI;

namespace VoiceBus;

/// <summary>An mcp provider: a set of tools. Immutable to its tenants; thread-safe.</summary>
public interface IToolProvider : IAsyncDisposable
{
    /// <summary>The tools offered now.</summary>
    /// <exception cref="ProviderException">The provider failed.</exception>
    ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken);

    /// <summary>Runs a tool.</summary>
    /// <exception cref="ProviderException">The provider failed, or has no such tool (kind BadRequest).</exception>
    ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken);
}
