using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Makes the options of a type of provider of JSON: names in snake_case, all that is wrong named member by member. No message holds
/// a value, which may be a secret.
/// </summary>
internal static class ProviderOptionsReader
{
    private static readonly TimeSpan _longestDuration = TimeSpan.FromHours(24);

    /// <summary>How options are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new FlagConverter() },
    };

    /// <summary>Reads options that were checked before.</summary>
    /// <exception cref="InvalidOperationException">They are wrong; the message says which member must be what.</exception>
    public static object Read(ProviderDescriptor descriptor, JsonNode? json)
    {
        var findings = new Findings();
        return Read(descriptor, json, "options", findings)
            ?? throw new InvalidOperationException($"The options of a provider of type '{descriptor.Type}' are wrong: {findings}.");
    }

    /// <summary>Reads options; null when something is wrong, which the findings name.</summary>
    /// <param name="descriptor">The type.</param>
    /// <param name="json">An object; null: all defaults.</param>
    /// <param name="path">Where it stands in the document.</param>
    /// <param name="findings">Told what is wrong.</param>
    public static object? Read(ProviderDescriptor descriptor, JsonNode? json, string path, Findings findings)
    {
        if (json is not (null or JsonObject))
        {
            findings.Add(path, "must be an object");
            return null;
        }

        var given = WithVariables(descriptor, json as JsonObject ?? []);
        var members = ProviderOption.PropertiesOf(descriptor.OptionsType).ToDictionary(ProviderOption.NameOf);
        foreach (var (name, _) in given)
            if (!members.ContainsKey(name) && !ProviderOption.TakesAny(descriptor.OptionsType))
                findings.Add($"{path}.{name}", $"is not known; there are: {string.Join(", ", members.Keys)}");
        foreach (var (name, member) in members)
            if (Problem(member, given, name, IsRequired(descriptor, name)) is { } problem)
                findings.Add($"{path}.{name}", problem);
        return findings.IsEmpty ? Whole(descriptor, given, path, findings) : null;
    }

    private static object? Whole(ProviderDescriptor descriptor, JsonObject given, string path, Findings findings)
    {
        var options = given.Deserialize(descriptor.OptionsType, Json)!;
        // What members must be to each other.
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: false);
        foreach (var result in results)
            findings.Add(
                string.Join('.', [path, .. result.MemberNames.Take(1).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]), result.ErrorMessage ?? "is not right");
        return findings.IsEmpty ? options : null;
    }

    // A secret may lie where the vendor's users keep it; what was given goes before.
    private static JsonObject WithVariables(ProviderDescriptor descriptor, JsonObject given)
    {
        var result = new JsonObject(given.Where(static member => member.Value is not null).Select(static member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        foreach (var option in ProviderOption.Of(descriptor.OptionsType))
            if (option.Variable is { } variable && !result.ContainsKey(option.Name) && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
                result[option.Name] = value;
        return result;
    }

    private static bool IsTimeout(string option) => option.EndsWith("_timeout", StringComparison.Ordinal);

    private static bool IsRequired(ProviderDescriptor descriptor, string name) =>
        ProviderOption.Of(descriptor.OptionsType).First(option => option.Name == name).Required;

    private static string? Problem(PropertyInfo member, JsonObject given, string name, bool isRequired)
    {
        if (!given.TryGetPropertyValue(name, out var json))
            return isRequired ? Expected(member, isRequired) : null;
        object? value;
        try
        {
            value = member.PropertyType == typeof(JsonElement?) && json is not JsonObject ? null : json.Deserialize(member.PropertyType, Json);
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            value = null;
        }

        // A timer takes no negative time, nobody waits for longer than a day, and whoever waits for nothing is always late.
        if (value is null || (value is TimeSpan duration && (duration < TimeSpan.Zero || duration > _longestDuration || (duration == TimeSpan.Zero && IsTimeout(name)))))
            return Expected(member, isRequired);
        var context = new ValidationContext(value) { MemberName = member.Name, DisplayName = name };
        foreach (var rule in member.GetCustomAttributes<ValidationAttribute>())
            if (rule.GetValidationResult(value, context) is { } result)
                return rule is RangeAttribute or StringLengthAttribute or RequiredAttribute ? Expected(member, isRequired) : $"{result.ErrorMessage}{OrNull(isRequired, rule)}";
        return null;
    }

    private static string Expected(PropertyInfo member, bool isRequired)
    {
        var option = ProviderOption.Of(member.ReflectedType!).FirstOrDefault(option => option.Name == ProviderOption.NameOf(member));
        var schemes = member.GetCustomAttribute<UriSchemesAttribute>();
        var words = option switch
        {
            _ when schemes is not null => schemes.FormatErrorMessage(""),
            { Kind: "choice", Choices: { } choices } => $"must be one of: {string.Join(", ", choices)}",
            { Kind: "number" or "integer", Min: { } min, Max: { } max } => string.Create(CultureInfo.InvariantCulture, $"must be {min} to {max}"),
            { Kind: "number" } => "must be a number",
            { Kind: "integer" } => "must be a whole number",
            { Kind: "text", Max: { } max } => string.Create(CultureInfo.InvariantCulture, $"must be a text of {Math.Max(1, option.Min ?? 0)} to {max} characters"),
            { Kind: "text" } => "must be a text",
            { Kind: "flag" } => "must be true or false",
            { Kind: "duration", Name: var name } when IsTimeout(name) => "must be a duration of more than 0 and at most 24 hours, such as \"00:00:05\"",
            { Kind: "duration" } => "must be a duration of 0 to 24 hours, such as \"00:00:05\"",
            { Kind: "list" } => "must be a list",
            { Kind: "url" } => "must be an address",
            _ => "must be an object",
        };
        return isRequired ? words : $"{words} or null";
    }

    private static string OrNull(bool isRequired, ValidationAttribute rule) => isRequired || rule is UriSchemesAttribute ? "" : " or null";

    // Environment and command line know texts only.
    private sealed class FlagConverter : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String when bool.TryParse(reader.GetString(), out var value) => value,
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }
}
