using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>Offers the given tools; a held or failing script stops at the call, after the listing.</summary>
public sealed class ScriptedTools(ProviderScript script, IReadOnlyDictionary<string, Func<JsonElement, string>> tools) : IToolProvider
{
    private static readonly JsonElement _noSchema = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    /// <summary>Thrown instead of the list.</summary>
    public Exception? FailListing { get; set; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken) =>
        FailListing is { } failure
            ? ValueTask.FromException<IReadOnlyList<AIFunctionDeclaration>>(failure)
            : ValueTask.FromResult<IReadOnlyList<AIFunctionDeclaration>>(
                [.. tools.Keys.Select(name => AIFunctionFactory.CreateDeclaration(name, "scripted", _noSchema))]);

    /// <inheritdoc/>
    public async ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        using var stream = script.Open(request);
        if (!tools.TryGetValue(request.Tool, out var tool))
            throw new ProviderException(
                ServiceType.Mcp, "scripted", FailureKind.BadRequest, false, $"There is no tool '{request.Tool}'.");
        await script.BeforeReplyAsync(cancellationToken);
        return new ToolResult(tool(request.Arguments), false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        script.InstanceDisposed();
        return ValueTask.CompletedTask;
    }
}
