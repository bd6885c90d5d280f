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
