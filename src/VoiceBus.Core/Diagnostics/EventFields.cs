using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// The fields of an event as a log line and as what structured sinks filter by; user text (the property <c>Text</c>) only when asked to.
/// Immutable.
/// </summary>
internal sealed class EventFields : IReadOnlyList<KeyValuePair<string, object?>>
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> _shown = new();

    private readonly string _name;
    private readonly string _remark;
    private readonly KeyValuePair<string, object?>[] _fields;

    /// <summary>Takes the fields of an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="includeText">Whether user text may be shown.</param>
    /// <param name="leftOut">Lines of this kind that were left out before it.</param>
    public EventFields(DiagnosticEvent @event, bool includeText, long leftOut)
    {
        _name = @event.GetType().Name;
        _remark = leftOut == 0 ? "" : $" (and {leftOut} more like it since the last line)";
        _fields =
        [
            .. _shown.GetOrAdd(@event.GetType(), Shown)
                .Select(property => KeyValuePair.Create(property.Name, property.GetValue(@event)))
                .Where(field => field.Key != "Text" || (includeText && field.Value is not null)),
        ];
    }

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_fields).GetEnumerator();

    /// <summary>The line: <c>NAME field=value, …</c>.</summary>
    public override string ToString()
    {
        var line = new StringBuilder(_name);
        for (var i = 0; i < _fields.Length; i++)
            Append(line.Append(i == 0 ? " " : ", ").Append(_fields[i].Key).Append('='), string.Create(CultureInfo.InvariantCulture, $"{_fields[i].Value}"));
        return line.Append(_remark).ToString();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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

    private static PropertyInfo[] Shown(Type type) =>
        [.. type.GetProperties().Where(static p =>
            p.Name is not (nameof(DiagnosticEvent.Severity) or nameof(DiagnosticEvent.LogKind) or "EqualityContract") && p.PropertyType != typeof(MonotonicTimestamp))];
}
