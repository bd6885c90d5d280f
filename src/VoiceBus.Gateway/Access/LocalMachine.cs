using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Knows this machine's own requests, which need no token where nobody else is meant to reach the server. Every doubt counts
/// against the request. Thread-safe.
/// </summary>
public sealed class LocalMachine(
    ProvisioningOptions options, AccessTokens tokens, TrustedProxies proxies, AllowedHosts hosts, AllowedOrigins origins, IServer server)
{
    private static readonly object _isOwnUser = new();

    /// <summary>
    /// Whether any request can go without a token: no admin token is given, no public address and no proxy configured, and
    /// the server listens on loopback only. Ask when the server has started.
    /// </summary>
    public bool IsTrusted =>
        !tokens.Admin.IsGiven && options.PublicUrl is null && !proxies.AreConfigured && Listeners.AreLoopbackOnly(server);

    /// <summary>Judges a request without a valid token.</summary>
    public AccessVerdict Judge(HttpContext context)
    {
        if (!hosts.Contains(context.Request.Host))
            return AccessVerdict.UnknownHost;
        if (!origins.AllowsOwn(context.Request) || context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site")
            return AccessVerdict.ForeignPage;
        return IsTrusted && Listeners.IsLoopback(context.Request.Host.Host) && Peer.Of(context) is { IsForwarded: false } peer && IsOwnUser(context, peer)
            ? AccessVerdict.Machine
            : AccessVerdict.TokenNeeded;
    }

    // Looked up once a connection.
    private static bool IsOwnUser(HttpContext context, Peer peer)
    {
        if (peer is not { Remote: { } remote, Local: { } local } || !IPAddress.IsLoopback(remote.Address))
            return false;
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return SocketOwner.IsOwnUser(remote, local);
        if (!items.TryGetValue(_isOwnUser, out var known))
            items[_isOwnUser] = known = SocketOwner.IsOwnUser(remote, local);
        return known is true;
    }
}
