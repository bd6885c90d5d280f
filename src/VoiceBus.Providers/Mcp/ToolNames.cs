using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Mcp;

/// <summary>Names of device tools as models take them: letters, digits, <c>_</c> and <c>-</c>, 64 at most. Pure.</summary>
internal static partial class ToolNames
{
    private const int MaxLength = 64;

    /// <summary>A name of its own for each tool; equal names in, the same name out.</summary>
    /// <param name="names">As their owner calls them.</param>
    /// <param name="prefix">Begins each of the new names.</param>
    public static IReadOnlyDictionary<string, string> Map(IEnumerable<string> names, string prefix = "")
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        // Where to go on when many names come out alike: from the beginning each time would take the square of their number.
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (map.ContainsKey(name))
                continue;
            var plain = Cut(prefix + Unfit().Replace(name, "_"), MaxLength);
            var mapped = plain;
            while (!taken.Add(mapped))
            {
                var stem = Cut(plain, MaxLength - 6);
                var suffix = next[stem] = next.GetValueOrDefault(stem, 1) + 1;
                mapped = $"{stem}_{suffix}";
            }

            map[name] = mapped;
        }

        return map;
    }

    /// <summary>Descriptions speak of other tools by their names on the device; the model knows them by ours.</summary>
    public static string Rename(string description, IReadOnlyDictionary<string, string> names)
    {
        foreach (var (name, mapped) in names.OrderByDescending(static pair => pair.Key.Length))
        {
            if (name != mapped)
                description = description.Replace(name, mapped, StringComparison.Ordinal);
        }

        return description;
    }

    /// <summary>A description that says the name as well, where its letters are none that models take.</summary>
    public static string Describe(string name, string description) =>
        name.All(char.IsAscii) ? description : description.Length == 0 ? name : $"{name}: {description}";

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length];

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Unfit();
}
