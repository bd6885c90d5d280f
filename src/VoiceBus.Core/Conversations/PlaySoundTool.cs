using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Conversations;

/// <summary>Plays a sound after the words of the turn. Thread-safe.</summary>
internal sealed class PlaySoundTool(PostTurnActions turn, IReadOnlyList<string> names) : AIFunction
{
    private readonly JsonElement _schema = Schema(names);

    public override string Name => "play_sound";

    public override string Description =>
        "Plays music or a sound on this device, after what you say. Say at most a few words along with it.";

    public override JsonElement JsonSchema => _schema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var asked = arguments.TryGetValue("name", out var given) ? given?.ToString()?.Trim() ?? "" : "";
        if (names.FirstOrDefault(name => name.Equals(asked, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return new($"Error: there is no sound '{asked}'; there are: {string.Join(", ", names)}.");
        return new(turn.TryAddSound(found)
            ? $"ok: '{found}' is played when you have spoken"
            : $"Error: {PostTurnActions.MaxSounds} sounds are waiting already, which is the most.");
    }

    private static JsonElement Schema(IReadOnlyList<string> names)
    {
        var choice = new JsonArray([.. names.Select(static name => (JsonNode?)JsonValue.Create(name))]);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string", ["enum"] = choice } },
            ["required"] = new JsonArray("name"),
        };
        return JsonElement.Parse(schema.ToJsonString());
    }
}
