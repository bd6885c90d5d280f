using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// A device's token in the form of the well-known servers (protocol.md 1.2): base64url of HMAC-SHA256 over
/// <c>Client-Id|Device-Id|time</c>, a dot, and the time in seconds since 1970. Pure.
/// </summary>
internal static class SignedToken
{
    /// <summary>How long a token is good by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Signs.</summary>
    /// <param name="key">The secret.</param>
    /// <param name="clientId">Empty when there is none.</param>
    /// <param name="deviceId">As it will be checked.</param>
    /// <param name="issued">The time; fractions of a second are left out.</param>
    public static string Sign(ReadOnlySpan<byte> key, string clientId, string deviceId, DateTimeOffset issued)
    {
        var seconds = issued.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{clientId}|{deviceId}|{seconds}")))}.{seconds}";
    }

    /// <summary>Checks a signature.</summary>
    /// <returns>When the token was issued, or null when it was not signed with this key for these two.</returns>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> key, string token, string clientId, string deviceId)
    {
        var dot = token.LastIndexOf('.');
        if (dot < 0 || !long.TryParse(token.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return BearerToken.Matches(token, Sign(key, clientId, deviceId, issued)) ? issued : null;
    }
}
