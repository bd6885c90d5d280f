namespace VoiceBus.Gateway.Access;

/// <summary>By which names this server may be asked, and which other sites' pages may act as devices. Read once at start.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// More host names, separated by commas, such as <c>voice.example.org</c>; null for none. Addresses, names without a dot,
    /// <c>*.local</c>, the machine's own name and the public address need not be listed.
    /// </summary>
    public string? AllowedHosts { get; init; }

    /// <summary>
    /// Origins of other sites, separated by commas, exactly as browsers send them (<c>https://pages.example.org</c>), whose
    /// pages may open sockets and ask for provisioning; null for none.
    /// </summary>
    public string? AllowedOrigins { get; init; }

    internal static string[] Split(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
