using System.Globalization;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Gateway.Transport;

/// <summary>Who a device says it is: from headers, else from the query of the URL (protocol.md 1.1, 1.2).</summary>
/// <param name="DeviceId">MAC address by custom, or null.</param>
/// <param name="ClientId">UUID by custom, or null.</param>
/// <param name="SessionId">The session id the client asks for, or null.</param>
/// <param name="Authorization">The credential as sent, or null.</param>
/// <param name="Framing">Binary framing version announced before the hello; 1 when absent.</param>
public sealed record DeviceIdentity(string? DeviceId, string? ClientId, string? SessionId, string? Authorization, int Framing)
{
    private const int MaxCredential = 4096;

    /// <summary>A ticket of the console's talk page, or null.</summary>
    public string? Ticket { get; init; }

    /// <summary>Whether the operator wants it to be heard while it speaks; null leaves that to its hello.</summary>
    public bool? ListensWhileSpeaking { get; init; }

    /// <summary>The address the device came from, or null.</summary>
    public string? Address { get; init; }

    /// <summary>Reads the identity of a request.</summary>
    public static DeviceIdentity From(HttpRequest request) => new(
        Read(request, "Device-Id"),
        Read(request, "Client-Id"),
        Read(request, "Session-Id"),
        Read(request, "Authorization") ?? InQuery(request, "token") ?? InQuery(request, "access_token"),
        int.TryParse(Read(request, "Protocol-Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1)
    {
        Ticket = request.Query["ticket"].ToString() is { Length: > 0 and <= DeviceIds.MaxLength } ticket ? ticket : null,
        Address = AddressOf(request.HttpContext),
    };

    /// <summary>The address a request came from, as text; null when it came from no network.</summary>
    public static string? AddressOf(HttpContext context) => ClientAddress.Of(context)?.ToString();

    /// <summary>What no device calls itself; nothing of such a request is kept or logged.</summary>
    /// <returns>What is wrong and what would be right, or null.</returns>
    public string? Malformed() =>
        DeviceIds.Refuse("Device-Id", DeviceId) ?? DeviceIds.Refuse("Client-Id", ClientId) ?? DeviceIds.Refuse("Session-Id", SessionId);

    private static string? Read(HttpRequest request, string name) => Given(request.Headers[name].ToString()) ?? InQuery(request, name);

    private static string? InQuery(HttpRequest request, string name) => Given(request.Query[name].ToString());

    private static string? Given(string value)
    {
        value = value.Trim();
        // A wrong credential is none of ours however it goes on; a wrong id is told by its length.
        return value.Length == 0 ? null : value.Length <= MaxCredential ? value : value[..MaxCredential];
    }
}
