using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace VoiceBus.Core.Options;

/// <summary>
/// Checks what a start is configured with, before anything is made of it: every annotation of every record within, and that no
/// duration is negative.
/// </summary>
public static class StartupOptions
{
    /// <summary>Checks options with all options within them.</summary>
    /// <param name="options">A record of ours.</param>
    /// <param name="section">Where it was read, such as <c>VoiceBus</c>; begins the names of its members.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">Some are out of their bounds; the message names each and says what it must be.</exception>
    public static T Checked<T>(T options, string section)
        where T : class
    {
        var wrong = new List<string>();
        Check(options, section, wrong);
        return wrong.Count == 0 ? options : throw new InvalidOperationException(string.Join(" ", wrong));
    }

    private static void Check(object options, string path, List<string> wrong)
    {
        var findings = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), findings, validateAllProperties: true);
        foreach (var finding in findings)
            wrong.Add($"{Name(path, finding.MemberNames.FirstOrDefault())}: {finding.ErrorMessage}");
        foreach (var member in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsBound))
        {
            var value = member.GetValue(options);
            if (value is TimeSpan duration && duration < TimeSpan.Zero)
                wrong.Add($"{Name(path, member.Name)}: must not be negative, as {duration} is.");
            else if (value is not null && IsOurs(value.GetType()))
                Check(value, Name(path, member.Name), wrong);
        }
    }

    // What the configuration can set; what follows from it is not asked for.
    private static bool IsBound(PropertyInfo member) => member.CanWrite && member.GetIndexParameters().Length == 0;

    private static bool IsOurs(Type type) => type is { IsClass: true, Namespace: { } space } && space.StartsWith("VoiceBus", StringComparison.Ordinal);

    private static string Name(string path, string? member) => member is null ? path : $"{path}:{member}";
}
