using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceBus.Management.Configuration;

/// <summary>A member of a provider's options, by what its type says of it.</summary>
/// <param name="Name">As the document has it, in snake_case.</param>
/// <param name="Kind">text, choice, url, number, integer, flag, duration, list or object.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Secret">Whether nobody may see its value; of an object that is none, texts are hidden all the same.</param>
/// <param name="Default">What it is when it is left out, as JSON; null where there is none, and of secrets.</param>
/// <param name="Min">The least value or length; null: none is stated.</param>
/// <param name="Max">The greatest value or length; null: none is stated.</param>
/// <param name="Choices">The words there are, of a choice; else null.</param>
/// <param name="Variable">The environment variable that a secret is taken from where none is given; null: none.</param>
public sealed record ProviderOption(
    string Name, string Kind, bool Required, bool Secret, JsonElement? Default, double? Min, double? Max, IReadOnlyList<string>? Choices, string? Variable)
{
    private static readonly ConditionalWeakTable<Type, IReadOnlyList<ProviderOption>> _known = [];

    /// <summary>The members of a type of options, in their order.</summary>
    public static IReadOnlyList<ProviderOption> Of(Type options) => _known.GetValue(options, static type =>
    {
        var usual = TryCreate(type);
        return [.. PropertiesOf(type).Select(member => From(member, usual))];
    });

    /// <summary>The properties that the options of a type are read into.</summary>
    internal static IEnumerable<PropertyInfo> PropertiesOf(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static member => member.CanWrite && member.GetCustomAttribute<JsonExtensionDataAttribute>() is null);

    /// <summary>Whether the options of a type take members that it does not name.</summary>
    internal static bool TakesAny(Type options) =>
        Array.Exists(options.GetProperties(), static member => member.GetCustomAttribute<JsonExtensionDataAttribute>() is not null);

    /// <summary>The name of a member in the document.</summary>
    internal static string NameOf(PropertyInfo member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    private static ProviderOption From(PropertyInfo member, object? usual)
    {
        var (range, length) = (member.GetCustomAttribute<RangeAttribute>(), member.GetCustomAttribute<StringLengthAttribute>());
        var marked = member.GetCustomAttribute<SecretAttribute>();
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var kind = KindOf(type);
        var secret = marked is not null || (kind is "text" or "list" && member.GetCustomAttribute<NotSecretAttribute>() is null);
        var required = member.GetCustomAttribute<RequiredMemberAttribute>() is not null
            || (member.GetCustomAttribute<RequiredAttribute>() is not null && (usual is null || member.GetValue(usual) is null or ""));
        return new ProviderOption(
            NameOf(member),
            kind,
            required,
            secret,
            secret || usual is null || member.GetValue(usual) is not { } value ? null : JsonSerializer.SerializeToElement(value, value.GetType(), ProviderOptionsReader.Json),
            Number(range?.Minimum) ?? length?.MinimumLength,
            Number(range?.Maximum) ?? length?.MaximumLength,
            kind == "choice" ? [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)] : null,
            marked?.Variable);
    }

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type.IsEnum => "choice",
        _ when type == typeof(Uri) => "url",
        _ when type == typeof(bool) => "flag",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(float) || type == typeof(double) || type == typeof(decimal) => "number",
        _ when type.IsAssignableTo(typeof(IEnumerable)) && !type.IsAssignableTo(typeof(IDictionary)) && !IsMap(type) => "list",
        _ => "object",
    };

    private static bool IsMap(Type type) => type.IsGenericType && type.GetGenericArguments().Length == 2;

    private static double? Number(object? bound) => bound is null ? null : Convert.ToDouble(bound, System.Globalization.CultureInfo.InvariantCulture);

    // Members it requires stay empty; what is usual for the others is known all the same.
    private static object? TryCreate(Type options) => options.GetConstructor([]) is null ? null : Activator.CreateInstance(options);
}
