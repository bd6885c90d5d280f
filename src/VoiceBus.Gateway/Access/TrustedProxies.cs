using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// The proxies in front. What those that are configured say of a client's address counts for limits and audit; what they, or
/// with none configured a proxy on this machine, say of the address in front of them words what boards are told. Nothing that
/// a proxy says lets anybody in. Immutable.
/// </summary>
public sealed class TrustedProxies
{
    private readonly List<IPAddress> _addresses = [];
    private readonly List<System.Net.IPNetwork> _networks = [];

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="FormatException">A proxy of it is neither an address nor a network.</exception>
    public TrustedProxies(ProvisioningOptions options)
    {
        foreach (var proxy in options.TrustedProxies)
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
                _networks.Add(network);
            else if (IPAddress.TryParse(proxy, out var address))
                _addresses.Add(ClientAddress.Plain(address));
            else
                throw new FormatException($"Provisioning:TrustedProxies holds '{proxy}', which is neither an address nor a network such as 10.0.0.0/8.");
    }

    /// <summary>Whether any is configured.</summary>
    public bool AreConfigured => _addresses.Count + _networks.Count > 0;

    /// <summary>Whether an address is that of a configured proxy.</summary>
    public bool Contains(IPAddress address) =>
        ClientAddress.Plain(address) is var plain && (_addresses.Contains(plain) || _networks.Any(network => network.Contains(plain)));

    /// <summary>Adds the middleware; call before everything that looks at a request's address.</summary>
    public void Use(IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            Peer.Note(context);
            if (context.Connection.RemoteIpAddress is { } remote && (AreConfigured ? Contains(remote) : IPAddress.IsLoopback(ClientAddress.Plain(remote))))
                ForwardedAddress.Note(context);
            return next(context);
        });
        if (AreConfigured)
            app.UseForwardedHeaders(ForClients());
    }

    // Each proxy on the way appends an address; the first from the end that is no proxy's is the client's.
    private ForwardedHeadersOptions ForClients()
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var address in _addresses)
            options.KnownProxies.Add(address);
        foreach (var network in _networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }
}
