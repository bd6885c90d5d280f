using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Mcp;

/// <summary>Names of device tools as models take them: letters, digits, <c>_</c> and <c>-</c>, 64 at most. Pure.</summary>
internal static partial class ToolNames
{
    private const int MaxLength = 64;

    /// <summary>A name of its own for each tool; equal names in, the same name out.</summary>
    public static IReadOnlyDictionary<string, string> Map(IEnumerable<string> names)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (map.ContainsKey(name))
                continue;
            var plain = Cut(Unfit().Replace(name, "_"), MaxLength);
            var mapped = plain;
            for (var next = 2; !taken.Add(mapped); next++)
                mapped = $"{Cut(plain, MaxLength - 4)}_{next}";
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

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length];

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Unfit();
}
