namespace VoiceBus.Providers.ToolServers.Processes;

/// <summary>
/// The little of this process's environment that a server's program gets: our own keys are not its business.
/// </summary>
internal static class ServerEnvironment
{
    private static readonly string[] _names =
    [
        "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot", "APPDATA", "USERPROFILE",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
    ];

    private static readonly string[] _prefixes = ["XDG_", "npm_config_"];

    /// <summary>Leaves only those variables, then adds the given ones.</summary>
    public static void Apply(IDictionary<string, string?> variables, IReadOnlyDictionary<string, string> added)
    {
        foreach (var name in variables.Keys.Where(static name => !IsPassed(name)).ToArray())
            variables.Remove(name);
        foreach (var (name, value) in added)
            variables[name] = value;
    }

    private static bool IsPassed(string name) =>
        _names.Contains(name, StringComparer.OrdinalIgnoreCase)
        || _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
