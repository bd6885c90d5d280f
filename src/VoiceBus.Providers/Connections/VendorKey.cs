namespace VoiceBus.Providers.Connections;

/// <summary>Keys as people paste them. Pure.</summary>
internal static class VendorKey
{
    private const string Scheme = "Bearer ";

    /// <summary>The key without blanks, line ends and the word Bearer around it; null when nothing is left.</summary>
    public static string? Bare(string? pasted)
    {
        var key = pasted?.Trim() ?? "";
        if (key.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            key = key[Scheme.Length..].Trim();
        return key.Length == 0 ? null : key;
    }
}
