using System.Text.Json;

namespace VoiceBus.Testing.Vendors;

/// <summary>
/// What a vendor's document says a request looks like, written as JSON: each value names a kind (<c>string</c>, <c>int</c>,
/// <c>number</c>, <c>bool</c>, <c>null</c>, <c>any</c>, <c>string[]</c>, or several with <c>|</c>), or is itself an object; a
/// constant stands as <c>=constant</c>; a name that ends in <c>?</c> may be missing. Anything that is not named is wrong, so that a
/// stand-in notices a name that is misspelt. Immutable; thread-safe.
/// </summary>
public sealed class JsonShape
{
    private readonly JsonElement _shape;

    private JsonShape(JsonElement shape) => _shape = shape;

    /// <summary>Reads a shape.</summary>
    public static JsonShape Parse(string shape) => new(JsonElement.Parse(shape));

    /// <summary>The first thing that is wrong with a request, such as <c>audio.rate is missing</c>; null when nothing is.</summary>
    public string? Check(JsonElement request) => Check(request, _shape, "");

    private static string? Check(JsonElement request, JsonElement shape, string path)
    {
        if (shape.ValueKind == JsonValueKind.String)
            return shape.GetString()!.Split('|').Any(kind => IsOf(request, kind)) ? null : $"{path} is not {shape.GetString()}";
        if (request.ValueKind != JsonValueKind.Object)
            return $"{(path.Length == 0 ? "the message" : path)} is no object";
        foreach (var member in request.EnumerateObject())
        {
            if (!shape.TryGetProperty(member.Name, out _) && !shape.TryGetProperty(member.Name + "?", out _))
                return $"{Join(path, member.Name)} is not known";
        }

        foreach (var member in shape.EnumerateObject())
        {
            var name = member.Name.TrimEnd('?');
            if (!request.TryGetProperty(name, out var value))
            {
                if (name == member.Name)
                    return $"{Join(path, name)} is missing";
            }
            else if (Check(value, member.Value, Join(path, name)) is { } wrong)
                return wrong;
        }

        return null;
    }

    private static bool IsOf(JsonElement value, string kind) => kind switch
    {
        "any" => true,
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string[]" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String),
        _ when kind.StartsWith('=') => value.ValueKind == JsonValueKind.String && value.ValueEquals(kind[1..]),
        _ => throw new InvalidOperationException($"There is no kind '{kind}'."),
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
