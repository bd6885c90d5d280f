using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Makes the answer to <c>initialize</c> that the SDK insists on out of whatever came. Nothing in it decides anything here: what a peer can
/// do is what it lists. Pure.
/// </summary>
internal static class InitializeAnswer
{
    /// <summary>A whole answer; what was given of it is kept.</summary>
    /// <param name="given">As it came, or null.</param>
    /// <param name="revision">The revision that was asked for, and is spoken whatever the answer says.</param>
    public static JsonObject Mend(JsonNode? given, string revision)
    {
        var answer = given as JsonObject ?? [];
        var capabilities = answer["capabilities"] as JsonObject;
        var info = answer["serverInfo"] as JsonObject;
        var mended = new JsonObject
        {
            ["protocolVersion"] = revision,
            ["capabilities"] = capabilities is null ? new JsonObject { ["tools"] = new JsonObject() } : Capabilities(capabilities),
            ["serverInfo"] = new JsonObject { ["name"] = Text(info?["name"]) ?? "", ["version"] = Text(info?["version"]) ?? "" },
        };
        if (Text(answer["instructions"]) is { } instructions)
            mended["instructions"] = instructions;
        return mended;
    }

    // Those of which something is read; others have had other types in some revision.
    private static JsonObject Capabilities(JsonObject given)
    {
        var kept = new JsonObject();
        foreach (var name in (string[])["tools", "logging", "prompts", "resources"])
        {
            if (given[name] is JsonObject)
                kept[name] = new JsonObject();
        }

        if (given["tools"] is JsonObject tools && tools["listChanged"] is JsonValue changes && changes.GetValueKind() == JsonValueKind.True)
            kept["tools"] = new JsonObject { ["listChanged"] = true };
        return kept;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    } : null;
}
