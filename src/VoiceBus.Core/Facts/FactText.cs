using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VoiceBus.Core.Facts;

/// <summary>Writes any fact as "name=value, …"; user text (the property <c>Text</c>) only when asked to. Thread-safe.</summary>
internal sealed class FactText(bool includeText)
{
    private readonly ConcurrentDictionary<Type, PropertyInfo[]> _shown = new();

    public string Describe(Fact fact)
    {
        var text = new StringBuilder();
        foreach (var property in _shown.GetOrAdd(fact.GetType(), Shown))
            text.Append(text.Length == 0 ? "" : ", ").Append(property.Name).Append('=')
                .Append(CultureInfo.InvariantCulture, $"{property.GetValue(fact)}");
        return text.ToString();
    }

    private PropertyInfo[] Shown(Type fact) =>
        [.. fact.GetProperties().Where(p =>
            p.Name is not (nameof(Fact.Severity) or "EqualityContract") && p.PropertyType != typeof(Moment) && (includeText || p.Name != "Text"))];
}
