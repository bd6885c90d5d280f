using System.Text.RegularExpressions;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>Texts with names in braces; braces around anything else are what they are.</summary>
internal static partial class Template
{
    /// <summary>Puts values in, in one go: what they hold is no template.</summary>
    public static string Fill(string template, Func<string, string> valueOf) => Place().Replace(template, place => valueOf(place.Groups[1].Value));

    /// <summary>The names a template has and nobody knows.</summary>
    public static IEnumerable<string> Unknown(string template) =>
        Place().Matches(template).Select(static place => place.Groups[1].Value).Where(static name => !TemplateValues.Names.Contains(name) && name != TemplateValues.PromptText);

    /// <summary>The name, when the template is nothing else.</summary>
    public static string? OnlyName(string template) => Place().Match(template) is { Success: true } place && place.Length == template.Length ? place.Groups[1].Value : null;

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Place();
}
