namespace VoiceBus.Gateway.Access;

/// <summary>Reads credentials.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of the header <c>Authorization: Bearer …</c>, or null.</summary>
    public static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim() is { Length: > 0 } token ? token : null;
    }
}
