using Microsoft.Extensions.AI;

namespace VoiceBus.Core.ToolPrograms;

/// <summary>
/// Tool programs that have dialled in at an MCP endpoint: they are the MCP servers, this is their client. Any number of
/// connections share a token. Thread-safe.
/// </summary>
public interface IToolPrograms
{
    /// <summary>The tools a device is offered now; never waits.</summary>
    /// <param name="deviceId">The device.</param>
    /// <param name="persona">The name of who speaks on it.</param>
    /// <returns>Functions that answer with text; an answer that begins with "Error" tells the model what was wrong.</returns>
    IReadOnlyList<AIFunction> ToolsFor(string deviceId, string persona);

    /// <summary>How each connection to this node does.</summary>
    IReadOnlyList<ToolProgramStatus> GetStatus();

    /// <summary>Speaks with a program until its line ends or it is told to go.</summary>
    /// <param name="line">To the program; whoever called closes it.</param>
    /// <param name="endpoint">What it dialled in at.</param>
    /// <param name="address">Where it dialled from.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it ended.</returns>
    Task<ToolProgramEnd> ServeAsync(IToolProgramLine line, McpEndpoint endpoint, string address, CancellationToken cancellationToken);
}

/// <summary>Why a connection to a tool program ended.</summary>
public enum ToolProgramEnd
{
    /// <summary>The program hung up, or was lost.</summary>
    Left,

    /// <summary>Its token was revoked.</summary>
    Revoked,

    /// <summary>This node is about to end.</summary>
    Stopped,
}

/// <summary>A line to a tool program: whole JSON-RPC messages in both directions. Sending is thread-safe; one reader.</summary>
public interface IToolProgramLine
{
    /// <summary>Sends a message.</summary>
    /// <param name="message">UTF-8 JSON.</param>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="IOException">The line is gone.</exception>
    Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Waits for a message.</summary>
    /// <param name="cancellationToken">Gives up; the line is of no use afterwards.</param>
    /// <returns>UTF-8 JSON, valid until the next call; null when the line has ended.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken);
}

/// <summary>How a connection to a tool program does.</summary>
/// <param name="EndpointId">What it dialled in at.</param>
/// <param name="Address">Where it dialled from.</param>
/// <param name="Server">What it calls itself; empty before it said so.</param>
/// <param name="Version">Its version as it says, or empty.</param>
/// <param name="State">"connecting", "connected" or "unresponsive".</param>
/// <param name="Detail">Why it is not connected, or null.</param>
/// <param name="Since">When it dialled in, UTC.</param>
/// <param name="Tools">Its tools by the names models know.</param>
public sealed record ToolProgramStatus(
    string EndpointId, string Address, string Server, string Version, string State, string? Detail, DateTimeOffset Since,
    IReadOnlyList<(string Name, string Description)> Tools);
