using System.Net;

namespace VoiceBus.Server.Limits;

/// <summary>The configured proxies: a request that comes from one of them and says of nobody else speaks for many. Immutable.</summary>
internal sealed class KnownProxies
{
    private readonly System.Net.IPNetwork[] _networks;

    /// <summary>Takes addresses and networks as they are configured; what is neither is left out, as whoever believes its headers refuses it.</summary>
    public KnownProxies(IEnumerable<string> configured) => _networks = [.. configured.Select(Read).OfType<System.Net.IPNetwork>()];

    /// <summary>Whether the address is a proxy's.</summary>
    public bool Contains(IPAddress? address) => address is not null && Array.Exists(_networks, network => network.Contains(address));

    private static System.Net.IPNetwork? Read(string proxy) =>
        System.Net.IPNetwork.TryParse(proxy, out var network) ? network
        : IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
}
