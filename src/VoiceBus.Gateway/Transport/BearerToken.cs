using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Gateway.Transport;

/// <summary>The one way credentials are read and compared: in constant time, whatever their length. Pure.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of an Authorization header, with or without the scheme (protocol.md 1.1); empty when there is none.</summary>
    public static string Of(string? authorization)
    {
        var given = authorization?.Trim() ?? "";
        return given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? given[Scheme.Length..].Trim() : given;
    }

    /// <summary>Whether a token is the expected one.</summary>
    public static bool Matches(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
