using System.Net;
using System.Net.Sockets;

namespace VoiceBus.Server.Limits;

/// <summary>Whom a request's limits count for: the one place that says which address a request came from.</summary>
internal static class ClientAddress
{
    /// <summary>The address; null where there is none (a test, a socket of this machine).</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    /// <summary>The sender by name: an IPv4 address, of IPv6 the /64, as a network hands its hosts all addresses of one.</summary>
    public static string SenderOf(HttpContext context) => NameOf(Of(context));

    /// <summary>Whether it is this machine itself.</summary>
    public static bool IsLocal(HttpContext context) => Of(context) is not { } address || IPAddress.IsLoopback(address);

    internal static string NameOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
            return address?.ToString() ?? "local";
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
