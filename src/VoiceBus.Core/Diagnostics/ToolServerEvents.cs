namespace VoiceBus.Core.Diagnostics;

/// <summary>An MCP server was connected and listed its tools.</summary>
/// <param name="Server">Its configured name.</param>
/// <param name="Tools">How many it offers.</param>
/// <param name="Took">From the start of the try.</param>
[EventId(9001, "Tools")]
public sealed record ToolServerConnected(string Server, int Tools, TimeSpan Took) : DiagnosticEvent;

/// <summary>An MCP server could not be connected, or was lost.</summary>
/// <param name="Server">Its configured name.</param>
/// <param name="Error">Why; names no secret.</param>
/// <param name="RetryIn">When it is tried again.</param>
[EventId(9002, "Tools")]
public sealed record ToolServerLost(string Server, string Error, TimeSpan RetryIn) : DiagnosticEvent
{
    /// <summary>It was said before, with no connection in between: no news.</summary>
    public bool Again { get; init; }

    /// <inheritdoc/>
    public override EventSeverity Severity => Again ? EventSeverity.Detail : EventSeverity.Warning;
}

/// <summary>An MCP server offers other tools than before.</summary>
/// <param name="Server">Its configured name.</param>
/// <param name="Tools">How many now.</param>
[EventId(9003, "Tools")]
public sealed record ToolServerToolsChanged(string Server, int Tools) : DiagnosticEvent;

/// <summary>A tool of an MCP server ran.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name there.</param>
/// <param name="Outcome">"completed", "refused", "failed" or "cancelled".</param>
/// <param name="Took">How long it ran.</param>
[EventId(9004, "Tools")]
public sealed record ToolServerCalled(string Server, string Tool, string Outcome, TimeSpan Took) : DiagnosticEvent;

/// <summary>A line an MCP server wrote to its error output.</summary>
/// <param name="Server">Its configured name.</param>
/// <param name="Line">Cut to a readable length, its secrets masked.</param>
[EventId(9005, "Tools")]
public sealed record ToolServerSaid(string Server, string Line) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>The file of MCP servers was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Servers">How many of its servers are in use.</param>
[EventId(9006, "Tools")]
public sealed record ToolServersRead(string Path, int Servers) : DiagnosticEvent;

/// <summary>The file of MCP servers, or a server in it, is wrong and not used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">Names the field and what it must be.</param>
[EventId(9007, "Tools")]
public sealed record ToolServersRefused(string Path, string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A tool program dialled in at an MCP endpoint and listed its tools.</summary>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="Server">What the program calls itself.</param>
/// <param name="Tools">How many it offers.</param>
[EventId(9008, "Tools")]
public sealed record ToolProgramConnected(string Endpoint, string Server, int Tools) : DiagnosticEvent;

/// <summary>A tool program that dialled in is gone, or offers nothing.</summary>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="Server">What the program calls itself; empty when it never said.</param>
/// <param name="Error">Why.</param>
[EventId(9009, "Tools")]
public sealed record ToolProgramLost(string Endpoint, string Server, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override string? LogKind => nameof(ToolProgramLost);
}

/// <summary>Somebody dialled in at the MCP endpoint with a token that is none.</summary>
/// <param name="Address">Where from.</param>
/// <param name="Reason">What is wrong.</param>
[EventId(9010, "Tools")]
public sealed record ToolProgramRefused(string Address, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => nameof(ToolProgramRefused);
}

/// <summary>A message of a tool program could not be read; it was left out.</summary>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="Server">What the program calls itself.</param>
/// <param name="Reason">What is wrong.</param>
[EventId(9011, "Tools")]
public sealed record ToolProgramUnreadable(string Endpoint, string Server, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override string? LogKind => nameof(ToolProgramUnreadable);
}

/// <summary>An operator made, changed or revoked an MCP endpoint.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Change">"made", "changed" or "revoked".</param>
[EventId(9012, "Tools")]
public sealed record McpEndpointChanged(string Endpoint, string Change) : DiagnosticEvent;
