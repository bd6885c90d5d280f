using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VoiceBus.Core.Facts;

/// <summary>Writes any fact as "name=value, …"; user text (the property <c>Text</c>) only when asked to. Thread-safe.</summary>
internal sealed class FactText
{
    private readonly ConcurrentDictionary<Type, PropertyInfo[]> _shown = new();

    public string Describe(Fact fact, bool includeText)
    {
        var line = new StringBuilder();
        foreach (var property in _shown.GetOrAdd(fact.GetType(), Shown))
            if (property.Name != "Text" || (includeText && property.GetValue(fact) is not null))
                Append(
                    line.Append(line.Length == 0 ? "" : ", ").Append(property.Name).Append('='),
                    string.Create(CultureInfo.InvariantCulture, $"{property.GetValue(fact)}"));
        return line.ToString();
    }

    // What others sent must neither begin a line of its own nor drive the terminal that shows it.
    private static void Append(StringBuilder line, string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                line.Append(character);
        }
    }

    private static PropertyInfo[] Shown(Type fact) =>
        [.. fact.GetProperties().Where(static p =>
            p.Name is not (nameof(Fact.Severity) or nameof(Fact.LogKind) or "EqualityContract") && p.PropertyType != typeof(Moment))];
}
