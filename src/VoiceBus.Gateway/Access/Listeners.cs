using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace VoiceBus.Gateway.Access;

/// <summary>Where the server listens.</summary>
public static class Listeners
{
    /// <summary>The addresses, as URLs; empty when it has none, or before it was started.</summary>
    public static IReadOnlyCollection<string> Addresses(IServer server) =>
        [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Whether nobody but this machine can reach the server; false when that is not known.</summary>
    public static bool AreLoopbackOnly(IServer server) =>
        Addresses(server) is { Count: > 0 } addresses
        && addresses.All(static address => Uri.TryCreate(address, UriKind.Absolute, out var url) && IsLoopback(url.Host));

    /// <summary>Whether a host, as in a URL or the header Host, is this machine's loopback.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
