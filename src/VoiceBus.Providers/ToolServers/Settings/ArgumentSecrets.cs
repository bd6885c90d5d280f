namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>The arguments of a program that are secrets, by the names of their options.</summary>
internal static class ArgumentSecrets
{
    private static readonly string[] _names = ["key", "token", "secret", "password", "passwd", "credential", "auth", "header"];

    /// <summary>What follows such an option, as the next argument or behind its equals sign.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var end = argument.IndexOf('=', StringComparison.Ordinal);
            if (!_names.Any(name => (end < 0 ? argument : argument[..end]).Contains(name, StringComparison.OrdinalIgnoreCase)))
                continue;
            if (end >= 0)
                yield return argument[(end + 1)..];
            else if (argument.StartsWith('-') && i + 1 < arguments.Count)
                yield return arguments[i + 1];
        }
    }
}
