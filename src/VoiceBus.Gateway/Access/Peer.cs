using System.Net;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Who is at the other end of a request's socket, as the system says: noted before any header is believed. Immutable.
/// </summary>
/// <param name="Remote">The other end; null when there is no socket.</param>
/// <param name="Local">This end; null when there is no socket.</param>
/// <param name="IsForwarded">Whether the request says that somebody passed it on.</param>
internal sealed record Peer(IPEndPoint? Remote, IPEndPoint? Local, bool IsForwarded)
{
    private static readonly string[] _forwarding = ["Forwarded", "Via", "X-Real-IP"];

    /// <summary>The peer noted at the beginning of the request; null when nothing was.</summary>
    public static Peer? Of(HttpContext context) => context.Features.Get<Peer>();

    /// <summary>Notes the peer; called once, before anything that looks at headers.</summary>
    public static void Note(HttpContext context)
    {
        var connection = context.Connection;
        context.Features.Set(new Peer(
            EndPoint(connection.RemoteIpAddress, connection.RemotePort),
            EndPoint(connection.LocalIpAddress, connection.LocalPort),
            context.Request.Headers.Any(static header => IsForwarding(header.Key))));
    }

    private static bool IsForwarding(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || _forwarding.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static IPEndPoint? EndPoint(IPAddress? address, int port) => address is null ? null : new IPEndPoint(ClientAddress.Plain(address), port);
}
