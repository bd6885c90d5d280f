using System.Text.Json;

namespace VoiceBus.Testing.Vendors.Http;

/// <summary>Checks the members of what a client sent as strictly as vendors do: unknown, missing and mistyped ones are refused.</summary>
public sealed class Members
{
    private readonly Dictionary<string, JsonElement> _members;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly string _place;

    /// <summary>The members of an object.</summary>
    /// <param name="json">Refused when it is no object.</param>
    /// <param name="place">How messages name it.</param>
    public Members(JsonElement json, string place = "body")
    {
        _place = place;
        if (json.ValueKind != JsonValueKind.Object)
            throw Refuse("must be an object");
        _members = json.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value);
    }

    /// <summary>A text that must be there and not be empty.</summary>
    public string Text(string name) => Find(name, JsonValueKind.String) is { } value && value.GetString() is { Length: > 0 } text
        ? text
        : throw new VendorRefusalException(400, "missing_required_parameter", $"you must provide a {name} parameter ({_place})");

    /// <summary>A text that may be there.</summary>
    public string? MayText(string name) => Find(name, JsonValueKind.String)?.GetString();

    /// <summary>A number that may be there.</summary>
    public double? MayNumber(string name, double least, double most)
    {
        var value = Find(name, JsonValueKind.Number)?.GetDouble();
        return value is null || (value >= least && value <= most) ? value : throw Refuse($"{name}: {value} is not between {least} and {most}");
    }

    /// <summary>A flag that may be there.</summary>
    public bool? MayFlag(string name) => Find(name, JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    /// <summary>Anything that may be there.</summary>
    public JsonElement? May(string name, params JsonValueKind[] kinds) => Find(name, kinds);

    /// <summary>An object that must be there.</summary>
    public JsonElement Structure(string name) => Find(name, JsonValueKind.Object) ?? throw Refuse($"{name} is missing");

    /// <summary>A list that must be there.</summary>
    public JsonElement List(string name) => Find(name, JsonValueKind.Array) ?? throw Refuse($"{name} is missing");

    /// <summary>Refuses members nobody asked for.</summary>
    public void NoMore()
    {
        foreach (var name in _members.Keys.Where(name => !_seen.Contains(name)))
            throw new VendorRefusalException(400, "unknown_parameter", $"Unknown parameter: '{name}' ({_place}).");
    }

    private JsonElement? Find(string name, params JsonValueKind[] kinds)
    {
        _seen.Add(name);
        if (!_members.TryGetValue(name, out var value))
            return null;
        return kinds.Length == 0 || kinds.Contains(value.ValueKind) ? value : throw Refuse($"{name} must be {string.Join(" or ", kinds)}, not {value.ValueKind}");
    }

    private VendorRefusalException Refuse(string what) => new(400, "invalid_type", $"{_place}: {what}");
}
