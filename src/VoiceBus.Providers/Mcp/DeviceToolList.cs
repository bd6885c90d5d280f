using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Gathers the pages of a device's <c>tools/list</c>; tools that are wrong or meant for people only are left out. Not
/// thread-safe.
/// </summary>
internal sealed class DeviceToolList(int maxTools)
{
    /// <summary>Bytes of names, descriptions and schemas: a model is given all of them in every turn.</summary>
    private const int MaxBytes = 256 * 1024;

    private readonly List<(string Name, string Description, JsonElement Schema)> _tools = [];

    private int _bytes;

    /// <summary>Why tools were left out; null when none were.</summary>
    public string? LeftOut { get; private set; }

    /// <summary>Adds a page.</summary>
    /// <returns>The cursor of the next page, or null.</returns>
    public string? Add(JsonNode? page)
    {
        if (page is not JsonObject result)
            return null;
        foreach (var tool in (result["tools"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (Text(tool["name"]) is not { Length: > 0 } name || IsForPeople(tool))
                continue;
            Add(name, Text(tool["description"]) ?? "", Schema(tool["inputSchema"]));
        }

        return Text(result["nextCursor"]) is { Length: > 0 } cursor ? cursor : null;
    }

    /// <summary>The tools as functions under names every model takes.</summary>
    /// <param name="call">Runs a tool by its name on the device.</param>
    public IReadOnlyList<AIFunction> Build(Func<string, JsonElement, CancellationToken, ValueTask<string>> call)
    {
        var names = ToolNames.Map(_tools.Select(static tool => tool.Name));
        return [.. from tool in _tools.DistinctBy(static tool => tool.Name)
                   select new DeviceFunction(
                       names[tool.Name], ToolNames.Rename(tool.Description, names), tool.Schema,
                       (arguments, token) => call(tool.Name, arguments, token))];
    }

    private void Add(string name, string description, JsonElement schema)
    {
        var bytes = Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(description) + JsonMarshal.GetRawUtf8Value(schema).Length;
        LeftOut ??= _tools.Count >= maxTools ? $"more than {maxTools} tools"
            : _bytes + bytes > MaxBytes ? $"more than {MaxBytes} bytes of descriptions" : null;
        if (LeftOut is not null)
            return;
        _bytes += bytes;
        _tools.Add((name, description, schema));
    }

    private static JsonElement Schema(JsonNode? given)
    {
        var schema = given as JsonObject ?? [];
        schema["type"] ??= "object";
        if (schema["properties"] is not JsonObject)
            schema["properties"] = new JsonObject();
        return JsonElement.Parse(schema.ToJsonString());
    }

    // Rebooting or flashing the device is not for a model to decide (protocol.md 5.3).
    private static bool IsForPeople(JsonObject tool) =>
        (tool["annotations"] as JsonObject)?["audience"] is JsonArray { Count: > 0 } audience
        && audience.All(static who => Text(who) == "user");

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
