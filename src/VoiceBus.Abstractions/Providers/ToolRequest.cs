using System.Text.Json;

namespace VoiceBus;

/// <summary>Opens an mcp call: one tool to run.</summary>
/// <param name="Tool">The tool's name as declared.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ToolRequest(string Tool, JsonElement Arguments)
{
    /// <summary>Asks for the tools offered instead of running one; answered with a JSON array (MCP's tool objects).</summary>
    public static ToolRequest List { get; } = new("tools/list", JsonElement.Parse("{}"));
}

/// <summary>A tool as MCP lists it; JSON names as there.</summary>
public sealed record ListedTool(string Name, string Description, JsonElement InputSchema);

/// <summary>What a tool answered.</summary>
/// <param name="Text">For the model: text or JSON.</param>
/// <param name="IsError">Whether the tool reports that it could not do what was asked.</param>
public sealed record ToolResult(string Text, bool IsError)
{
    /// <summary>Pictures that belong to it, in the order in which the text names them as <c>[an image]</c>; a model that sees is asked about the first.</summary>
    public IReadOnlyList<ToolPicture> Pictures { get; init; } = [];
}

/// <summary>A picture that a tool answered.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Data">The file's bytes.</param>
public sealed record ToolPicture(string MediaType, ReadOnlyMemory<byte> Data);
