using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VoiceBus.Core.Diagnostics;

/// <summary>Writes any event as "name=value, …"; user text (the property <c>Text</c>) only when asked to. Thread-safe.</summary>
internal sealed class EventText
{
    private readonly ConcurrentDictionary<Type, PropertyInfo[]> _shown = new();

    public string Describe(DiagnosticEvent @event, bool includeText)
    {
        var line = new StringBuilder();
        foreach (var property in _shown.GetOrAdd(@event.GetType(), Shown))
            if (property.Name != "Text" || (includeText && property.GetValue(@event) is not null))
                Append(
                    line.Append(line.Length == 0 ? "" : ", ").Append(property.Name).Append('='),
                    string.Create(CultureInfo.InvariantCulture, $"{property.GetValue(@event)}"));
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

    private static PropertyInfo[] Shown(Type @event) =>
        [.. @event.GetProperties().Where(static p =>
            p.Name is not (nameof(DiagnosticEvent.Severity) or nameof(DiagnosticEvent.LogKind) or "EqualityContract") && p.PropertyType != typeof(MonotonicTimestamp))];
}
