using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace VoiceBus.Management.Configuration;

/// <summary>A member of a provider's options, by what its type says of it.</summary>
/// <param name="Name">As the document has it, in snake_case.</param>
/// <param name="Kind">text, url, number, integer, flag, duration, list or object.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Secret">Whether nobody may see its value.</param>
/// <param name="Default">What it is when it is left out, as JSON; null where there is none, and of secrets.</param>
/// <param name="Min">The least value or length; null: none is stated.</param>
/// <param name="Max">The greatest value or length; null: none is stated.</param>
public sealed record ProviderOption(string Name, string Kind, bool Required, bool Secret, JsonElement? Default, double? Min, double? Max)
{
    /// <summary>The members of a type of options, in their order.</summary>
    public static IReadOnlyList<ProviderOption> Of(Type options)
    {
        var usual = TryCreate(options);
        return [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static member => member.CanWrite).Select(member => From(member, usual))];
    }

    private static ProviderOption From(PropertyInfo member, object? usual)
    {
        var (range, length) = (member.GetCustomAttribute<RangeAttribute>(), member.GetCustomAttribute<StringLengthAttribute>());
        var secret = member.GetCustomAttribute<SecretAttribute>() is not null;
        var required = member.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null
            || (member.GetCustomAttribute<RequiredAttribute>() is not null && usual is not null && member.GetValue(usual) is null);
        return new ProviderOption(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name),
            KindOf(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType),
            required,
            secret,
            secret || usual is null || member.GetValue(usual) is not { } value ? null : JsonSerializer.SerializeToElement(value),
            Number(range?.Minimum) ?? length?.MinimumLength,
            Number(range?.Maximum) ?? length?.MaximumLength);
    }

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(string) || type.IsEnum => "text",
        _ when type == typeof(Uri) => "url",
        _ when type == typeof(bool) => "flag",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(float) || type == typeof(double) || type == typeof(decimal) => "number",
        _ when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && !type.IsAssignableTo(typeof(System.Collections.IDictionary)) && !IsMap(type) => "list",
        _ => "object",
    };

    private static bool IsMap(Type type) => type.IsGenericType && type.GetGenericArguments().Length == 2;

    private static double? Number(object? bound) => bound is null ? null : Convert.ToDouble(bound, System.Globalization.CultureInfo.InvariantCulture);

    // Without the members it requires nobody knows what is usual.
    private static object? TryCreate(Type options) =>
        options.GetProperties().Any(static member => member.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null)
            ? null : Activator.CreateInstance(options);
}
