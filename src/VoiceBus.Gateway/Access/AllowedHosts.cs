using System.Net;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// The names this server may be asked by where a page could get something without a credential: a page of anybody's can have
/// its own name lead here, but not one of these. Immutable.
/// </summary>
public sealed class AllowedHosts
{
    private readonly HashSet<string> _names;

    /// <summary>Reads the configuration.</summary>
    public AllowedHosts(AccessOptions access, ProvisioningOptions provisioning)
    {
        _names = new HashSet<string>(AccessOptions.Split(access.AllowedHosts), StringComparer.OrdinalIgnoreCase) { Dns.GetHostName(), Environment.MachineName };
        if (provisioning.PublicUrl is { } url)
            _names.Add(url.IdnHost);
    }

    /// <summary>Whether a request's Host is one of them: an address, localhost, a name without a dot, <c>*.local</c>, or a name that is known.</summary>
    public bool Contains(HostString host) =>
        host.Host is var name
        && (!name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || name.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
            || _names.Contains(name));
}
