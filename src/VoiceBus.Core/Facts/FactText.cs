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
                line.Append(line.Length == 0 ? "" : ", ").Append(property.Name).Append('=')
                    .Append(CultureInfo.InvariantCulture, $"{property.GetValue(fact)}");
        return line.ToString();
    }

    private static PropertyInfo[] Shown(Type fact) =>
        [.. fact.GetProperties().Where(static p =>
            p.Name is not (nameof(Fact.Severity) or nameof(Fact.LogKind) or "EqualityContract") && p.PropertyType != typeof(Moment))];
}
