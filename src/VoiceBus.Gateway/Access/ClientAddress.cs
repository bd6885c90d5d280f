using System.Net;
using System.Net.Sockets;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Whose request it is, for limits and audit: the socket's other end or, behind the configured proxies, whom they name.
/// </summary>
public static class ClientAddress
{
    /// <summary>The client's address; null when there is no socket.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? Plain(address) : null;

    /// <summary>The same for people and records.</summary>
    public static string TextOf(HttpContext context) => Of(context)?.ToString() ?? "unknown";

    /// <summary>Whom limits count by: an IPv4 address, of IPv6 the /64, as a network hands its hosts all addresses of one.</summary>
    public static string SenderOf(HttpContext context) => SenderOf(Of(context));

    /// <summary>The same of an address; null is this machine.</summary>
    public static string SenderOf(IPAddress? address)
    {
        if (address is null || Plain(address) is not { AddressFamily: AddressFamily.InterNetworkV6 } wide)
            return address is null ? "local" : Plain(address).ToString();
        Span<byte> bytes = stackalloc byte[16];
        wide.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>An IPv4 address that came as an IPv6 one, as itself.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
