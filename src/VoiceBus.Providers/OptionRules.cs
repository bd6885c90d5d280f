using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace VoiceBus.Providers;

/// <summary>What annotations cannot say of a provider's options.</summary>
internal static class OptionRules
{
    /// <summary>Durations that are not positive; a message names the member as it is configured.</summary>
    /// <param name="options">The options.</param>
    /// <param name="orNone">Those that may be zero.</param>
    public static IEnumerable<ValidationResult> Durations(object options, params string[] orNone) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.GetValue(options) is TimeSpan duration && (duration < TimeSpan.Zero || (duration == TimeSpan.Zero && !orNone.Contains(member.Name))))
        .Select(member => new ValidationResult(
            $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)} must {(orNone.Contains(member.Name) ? "not be negative" : "be longer than nothing")}.", [member.Name]));
}
