using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.ToolServers;

/// <summary>An MCP server as a provider of tools: a handle on the shared server of its name. Immutable; thread-safe.</summary>
internal sealed class ServerTools(ToolServers servers, string name) : IToolProvider
{
    public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken) =>
        new([.. Server().Tools.Select(static tool => tool.Declaration)]);

    public async ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        await Server().CallAsync(request.Tool, request.Arguments, cancellationToken);

    // The server itself is everybody's.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ToolServer Server() => servers.Find(name) ?? throw new ProviderException(
        ServiceType.Mcp, name, FailureKind.Unavailable, retryable: true, $"The tool server '{name}' is not in use any more.");
}
