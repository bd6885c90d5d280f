using System.Text.Json;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.ToolServers;

/// <summary>A connection to an MCP server that has been initialised. Thread-safe. Disposal ends the server's processes.</summary>
internal interface IToolServerClient : IAsyncDisposable
{
    /// <summary>Completes when the server has left.</summary>
    Task Ended { get; }

    /// <summary>Waits until the server says that its tools have changed, or somebody doubts that it is still there.</summary>
    Task ChangedAsync(CancellationToken cancellationToken);

    /// <summary>Asks for the tools.</summary>
    Task<IReadOnlyList<ServerTool>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Runs a tool by its name on the server.</summary>
    /// <exception cref="IOException">The server has left, or does not speak as it should.</exception>
    Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken);

    /// <summary>What is known of why it does not work; empty when nothing. Waits a moment for a program that is ending.</summary>
    ValueTask<string> ExplainAsync();
}
