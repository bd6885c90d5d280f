using System.Text.Json;

namespace VoiceBus.Core.Services;

/// <summary>Opens an mcp call: one tool to run.</summary>
/// <param name="Tool">The tool's name as declared.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ToolRequest(string Tool, JsonElement Arguments);

/// <summary>What a tool answered.</summary>
/// <param name="Text">For the model: text or JSON.</param>
/// <param name="IsError">Whether the tool reports that it could not do what was asked.</param>
public sealed record ToolResult(string Text, bool IsError);
