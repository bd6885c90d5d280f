using System.Net;

namespace VoiceBus.Server.Access;

/// <summary>
/// Whose request it is, for limits and audit: the socket's other end or, behind the configured proxies, whom they name.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The client's address; null when there is no socket.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? Plain(address) : null;

    /// <summary>The same for people and records.</summary>
    public static string TextOf(HttpContext context) => Of(context)?.ToString() ?? "unknown";

    /// <summary>An IPv4 address that came as an IPv6 one, as itself.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
