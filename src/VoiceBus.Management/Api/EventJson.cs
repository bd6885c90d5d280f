using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Api;

/// <summary>
/// Events as JSON: names in snake_case, durations in ms, words only when they may be shown, monotonic instants never.
/// Thread-safe.
/// </summary>
internal static class EventJson
{
    private static readonly ConcurrentDictionary<Type, Shape> _shapes = new();
    private static readonly JsonSerializerOptions _nested = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The event's name, in snake_case.</summary>
    public static string NameOf(DiagnosticEvent @event) => ShapeOf(@event).Name;

    /// <summary>The session the event is about, or null.</summary>
    public static string? SessionOf(DiagnosticEvent @event) => ShapeOf(@event).Session?.GetValue(@event) as string;

    /// <summary>The event's fields.</summary>
    public static string Write(DiagnosticEvent @event, DateTimeOffset at, bool includeText)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            foreach (var (name, property) in ShapeOf(@event).Fields)
                if (includeText || property.Name != "Text")
                    Write(json, name, property.GetValue(@event));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case TimeSpan span: json.WriteNumber(name, Math.Round(span.TotalMilliseconds, 3)); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, Math.Round(number, 3)); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case DateTimeOffset at: json.WriteString(name, at); break;
            case Enum member: json.WriteString(name, Snake(member.ToString())); break;
            case string text: json.WriteString(name, text); break;
            default:
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, value.GetType(), _nested);
                break;
        }
    }

    private static Shape ShapeOf(DiagnosticEvent @event) => _shapes.GetOrAdd(@event.GetType(), static type =>
    {
        var shown = type.GetProperties()
            .Where(static property => property.Name is not ("EqualityContract" or nameof(DiagnosticEvent.LogKind)) && property.PropertyType != typeof(MonotonicTimestamp))
            .OrderBy(static property => property.Name == nameof(DiagnosticEvent.Severity));
        return new Shape(
            Snake(type.Name),
            type.GetProperty("SessionId") ?? type.GetProperty("Owner"),
            [.. shown.Select(static property => (FieldOf(property), property))]);
    });

    private static string FieldOf(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(TimeSpan)
            ? $"{Snake(property.Name)}_ms"
            : Snake(property.Name);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private sealed record Shape(string Name, PropertyInfo? Session, (string Name, PropertyInfo Property)[] Fields);
}
