using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Server.Access;

/// <summary>Reads and compares credentials.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of the header <c>Authorization: Bearer …</c>, or null.</summary>
    public static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    /// <summary>Whether two secrets are the same; takes the same time for any wrong one, whatever its length.</summary>
    public static bool AreEqual(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Hash(given), Hash(expected));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
