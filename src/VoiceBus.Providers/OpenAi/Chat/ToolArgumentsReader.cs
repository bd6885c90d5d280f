using System.Text;
using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Reads the arguments of a tool call as models and vendors write them. Pure.</summary>
internal static class ToolArgumentsReader
{
    /// <summary>The arguments; null when they are no JSON object, such as half of one.</summary>
    public static IDictionary<string, object?>? Read(string written) => Read(written, mayBeText: true);

    private static Dictionary<string, object?>? Read(string written, bool mayBeText)
    {
        var text = Bare(written);
        if (text.Length == 0)
            return [];
        // Always mended: half a surrogate pair in an argument would be refused by whoever writes it out again.
        var documents = LenientJson.Documents(JsonMender.Mend(Encoding.UTF8.GetBytes(text)), out var isWhole);
        if (!isWhole || documents.Count == 0)
            return null;
        // Where there are several, the first ones are empty or repetitions: "{}" before the pieces, or the whole once more.
        return documents[^1] switch
        {
            { ValueKind: JsonValueKind.Object } members => Members(members),
            { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.String } again when mayBeText => Read(again.GetString()!, mayBeText: false),
            _ => null,
        };
    }

    private static Dictionary<string, object?> Members(JsonElement given)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in given.EnumerateObject())
            members[member.Name] = member.Value;
        return members;
    }

    // Models like to put JSON into a block of code.
    private static string Bare(string written)
    {
        var text = written.Trim();
        if (!text.StartsWith("```", StringComparison.Ordinal) || !text.EndsWith("```", StringComparison.Ordinal) || text.Length < 6)
            return text;
        var inside = text[3..^3];
        return inside.IndexOf('{', StringComparison.Ordinal) is var begin and >= 0 ? inside[begin..].Trim() : inside.Trim();
    }
}
