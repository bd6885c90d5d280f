using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.WrittenTools;

/// <summary>Lets models call tools whose platform takes none: tools are listed in words, calls and results are written as marked JSON.</summary>
internal static class ToolInstructions
{
    /// <summary>Lists the tools, and how they are called.</summary>
    public static string List(IReadOnlyList<AIFunctionDeclaration> tools) =>
        $$$"""
        [Tools]
        You speak through a device and can use its tools. When one is needed, answer with nothing but
        <tool_call>{"name": "tool's name", "arguments": {"argument's name": "value"}}</tool_call>
        and no other words; the result comes in the next message, as <tool_result>. Then answer in the user's language. Never write a result
        yourself, never speak of this form, and use no tool that is not listed:
        {{{Write(tools)}}}
        [End of tools]
        """;

    /// <summary>A tool's result.</summary>
    /// <param name="name">The tool, where it is known.</param>
    /// <param name="result">What it answered.</param>
    public static string Result(string? name, object? result) =>
        $"<tool_result{(name is null ? "" : $" name=\"{name}\"")}>{Text(result)}</tool_result>";

    /// <summary>A call, as the model should have written it.</summary>
    public static string Call(FunctionCallContent call) =>
        $"<tool_call>{JsonSerializer.Serialize(new { name = call.Name, arguments = call.Arguments }, JsonText.Readable)}</tool_call>";

    private static string Write(IReadOnlyList<AIFunctionDeclaration> tools)
    {
        var list = new StringBuilder();
        foreach (var tool in tools)
        {
            var line = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["arguments"] = JsonNode.Parse(tool.JsonSchema.GetRawText()) };
            list.AppendLine(line.ToJsonString(JsonText.Readable));
        }

        return list.ToString().TrimEnd();
    }

    private static string Text(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };
}
