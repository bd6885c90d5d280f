using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Server.Transport;

/// <summary>Who a device says it is: from headers, else from the query of the URL (protocol.md 1.1, 1.2).</summary>
/// <param name="DeviceId">MAC address by custom, or null.</param>
/// <param name="ClientId">UUID by custom, or null.</param>
/// <param name="SessionId">The session id the client asks for, or null.</param>
/// <param name="Authorization">The credential as sent, or null.</param>
/// <param name="Framing">Binary framing version announced in the header; 1 when absent.</param>
internal sealed record DeviceIdentity(string? DeviceId, string? ClientId, string? SessionId, string? Authorization, int Framing)
{
    private const int MaxLength = 128;

    /// <summary>Reads the identity of a request.</summary>
    public static DeviceIdentity From(HttpRequest request) => new(
        Read(request, "Device-Id"),
        Read(request, "Client-Id"),
        Read(request, "Session-Id"),
        Read(request, "Authorization", 4096),
        int.TryParse(Read(request, "Protocol-Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1);

    /// <summary>Whether the credential is the given token, with or without <c>Bearer</c>; takes the same time for any wrong one.</summary>
    public bool IsAuthorized(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return true;
        var given = Authorization ?? "";
        if (given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            given = given["Bearer ".Length..];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.Trim()), Encoding.UTF8.GetBytes(token));
    }

    private static string? Read(HttpRequest request, string name, int maxLength = MaxLength)
    {
        var value = request.Headers[name].ToString();
        if (string.IsNullOrWhiteSpace(value))
            value = request.Query[name].ToString();
        value = value.Trim();
        return value.Length == 0 ? null : value.Length <= maxLength ? value : value[..maxLength];
    }
}
