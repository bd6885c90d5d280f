using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Makes tools for models of the tools a server lists. Pure.</summary>
internal static class ServerToolList
{
    private const int MaxDescription = 2000;

    /// <summary>The tools under the names models know; of equal names the first counts.</summary>
    public static IReadOnlyList<ServerTool> Of(string server, IEnumerable<Tool> listed)
    {
        Tool[] tools = [.. listed.Where(static tool => tool.Name.Length > 0).DistinctBy(static tool => tool.Name)];
        var names = ServerToolNames.Map(server, tools.Select(static tool => tool.Name));
        return [.. tools.Select(tool => new ServerTool(names[tool.Name], tool.Name, Description(tool), Schema(tool.InputSchema)))];
    }

    private static string Description(Tool tool)
    {
        var text = tool.Description ?? tool.Title ?? "";
        return text.Length <= MaxDescription ? text : $"{text[..MaxDescription]}…";
    }

    // Models want an object with properties, and nothing else at the top.
    private static JsonElement Schema(JsonElement given)
    {
        var schema = given.ValueKind == JsonValueKind.Object ? JsonObject.Create(given)! : [];
        schema.Remove("$schema");
        schema["type"] ??= "object";
        if (schema["properties"] is not JsonObject)
            schema["properties"] = new JsonObject();
        return JsonElement.Parse(schema.ToJsonString());
    }
}
