using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace VoiceBus.Providers;

/// <summary>What annotations cannot say of a provider's options.</summary>
internal static class OptionRules
{
    /// <summary>Durations that are not positive.</summary>
    /// <param name="options">The options.</param>
    /// <param name="orNone">Those that may be zero.</param>
    public static IEnumerable<ValidationResult> Durations(object options, params string[] orNone) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.GetValue(options) is TimeSpan duration && (duration < TimeSpan.Zero || (duration == TimeSpan.Zero && !orNone.Contains(member.Name))))
        .Select(member => new ValidationResult(
            orNone.Contains(member.Name) ? "must not be negative" : "must be longer than nothing", [member.Name]));
}
