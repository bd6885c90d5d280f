using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.Tools.Schemas;

namespace VoiceBus.Providers.Tools;

/// <summary>A tool as a device or a server lists it, with a schema that every vendor takes.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Description">For models; empty when there is none.</param>
/// <param name="Schema">Of its arguments.</param>
internal sealed record ToolEntry(string Name, string Description, JsonElement Schema);

/// <summary>A page of tools.</summary>
/// <param name="Tools">Those that can be offered.</param>
/// <param name="LeftOut">Those that cannot, by name, and why.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
internal sealed record ToolPage(IReadOnlyList<ToolEntry> Tools, IReadOnlyList<(string Tool, string Reason)> LeftOut, string? Next);

/// <summary>Reads the result of <c>tools/list</c> tool by tool: one that cannot be read costs itself. Pure.</summary>
internal static class ListedTools
{
    private static readonly string[] _schemas = ["inputSchema", "input_schema", "parameters", "schema", "arguments"];

    /// <summary>Reads a page.</summary>
    public static ToolPage Read(JsonNode? result)
    {
        var tools = new List<ToolEntry>();
        var leftOut = new List<(string, string)>();
        var page = result is null ? default : JsonElement.Parse(JsonMender.Mend(Encoding.UTF8.GetBytes(result.ToJsonString())));
        foreach (var (key, tool) in Items(page))
        {
            // As OpenAI lists them.
            var told = LenientJson.Object(tool, "function") ?? tool;
            if ((LenientJson.Text(told, "name") ?? key)?.Trim() is not { Length: > 0 } name)
            {
                leftOut.Add(("?", "it has no name"));
                continue;
            }

            if (IsForPeople(told))
                continue;
            var schema = ToolSchema.Clean(_schemas.Select(member => LenientJson.Member(told, member)).FirstOrDefault(static found => found is not null), out var problem);
            if (schema is { } clean)
                tools.Add(new ToolEntry(name, LenientJson.Text(told, "description") ?? LenientJson.Text(told, "title") ?? "", clean));
            else
                leftOut.Add((name, problem!));
        }

        return new ToolPage(tools, leftOut, LenientJson.Word(LenientJson.Member(page, "nextCursor")));
    }

    // A list; or an object of tools by their names; or the list by itself.
    private static IEnumerable<(string? Key, JsonElement Tool)> Items(JsonElement page)
    {
        var listed = page.ValueKind == JsonValueKind.Array ? page : LenientJson.Member(page, "tools") ?? default;
        return listed.ValueKind switch
        {
            JsonValueKind.Object => listed.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.Object)
                .Select(static member => ((string?)member.Name, member.Value)),
            JsonValueKind.Array => listed.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(static item => ((string?)null, item)),
            _ => [],
        };
    }

    // Rebooting or flashing a device is not for a model to decide (protocol.md 5.3).
    private static bool IsForPeople(JsonElement tool) =>
        LenientJson.Member(LenientJson.Object(tool, "annotations"), "audience") is { } audience
        && LenientJson.Items(audience).ToArray() is { Length: > 0 } who && who.All(static one => LenientJson.Text(one) == "user");
}
