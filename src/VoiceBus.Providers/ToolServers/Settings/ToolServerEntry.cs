using System.Text.Json;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>
/// One server of a file, its members found by what they are called in the files of other programs. Names are compared without regard to
/// capitals, hyphens and underscores. Immutable.
/// </summary>
/// <param name="entry">The server's object.</param>
internal sealed class ToolServerEntry(JsonElement entry)
{
    private static readonly string[] _inside = ["transport", "requestoptions", "config"];

    /// <summary>The first member that goes by one of the names and is not null; those of an object such as <c>transport</c> count too.</summary>
    /// <param name="names">Lower case, without hyphens and underscores, the best first.</param>
    /// <returns>Its name as written, and its value.</returns>
    public (string Name, JsonElement Value)? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(entry, name) is { } found)
                return found;
            foreach (var outer in _inside)
            {
                if (Find(entry, outer) is { Value.ValueKind: JsonValueKind.Object } inside && Find(inside.Value, name) is { } nested)
                    return ($"{inside.Name}.{nested.Name}", nested.Value);
            }
        }

        return null;
    }

    private static (string Name, JsonElement Value)? Find(JsonElement parent, string name)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && Plain(member.Name) == name)
                return (member.Name, member.Value);
        }

        return null;
    }

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
