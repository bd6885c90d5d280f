using System.Text.RegularExpressions;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>Puts the environment's values where a text says <c>${NAME}</c> or <c>${NAME:-otherwise}</c>. Pure.</summary>
internal static partial class EnvironmentReferences
{
    /// <summary>The text with its references resolved.</summary>
    /// <exception cref="FormatException">A variable is not set and has no "otherwise".</exception>
    public static string Resolve(string text, Func<string, string?> environment) =>
        Asked().IsMatch(text) ? throw new FormatException("it asks for an input, which only an editor can: write the value, or ${NAME} for a variable of the environment")
        : Reference().Replace(text, match => environment(match.Groups["name"].Value) is { Length: > 0 } value ? value
            : match.Groups["otherwise"].Success ? match.Groups["otherwise"].Value
            : throw new FormatException($"the environment variable {match.Groups["name"].Value} is not set"));

    [GeneratedRegex(@"\$\{(input|command|prompt):")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\$\{(?:env:)?(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<otherwise>[^}]*))?\}")]
    private static partial Regex Reference();
}
