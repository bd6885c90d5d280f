using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// The pages that may open sockets and ask for provisioning: this server's own, and those of the origins listed. Programs and
/// boards send no origin. Immutable.
/// </summary>
public sealed class AllowedOrigins
{
    private const string Opaque = "null";

    private readonly HashSet<string> _listed;
    private readonly Uri? _public;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="InvalidOperationException">It would let every page in.</exception>
    public AllowedOrigins(AccessOptions access, ProvisioningOptions provisioning, TransportOptions transport)
    {
        _listed = new HashSet<string>(AccessOptions.Split(access.AllowedOrigins), StringComparer.OrdinalIgnoreCase);
        _public = provisioning.PublicUrl;
        if (_listed.Contains(Opaque) && string.IsNullOrEmpty(transport.DeviceToken))
            throw new InvalidOperationException(
                "VOICEBUS_ALLOWED_ORIGINS lists 'null', an origin that any page can have; that needs VOICEBUS_DEVICE_TOKEN. "
                + "Better serve the page over http (python3 -m http.server 8080) and list http://localhost:8080.");
        if (_listed.Contains("*"))
            throw new InvalidOperationException("VOICEBUS_ALLOWED_ORIGINS lists origins such as https://pages.example.org, separated by commas; '*' is none.");
    }

    /// <summary>Whether a request comes from no page, or from one that may.</summary>
    public bool Allows(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin || IsOwn(origin, request.Host) || _listed.Contains(origin);

    /// <summary>Whether a request comes from no page, or from this server's own: what is asked where no token is needed.</summary>
    public bool AllowsOwn(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin || IsOwn(origin, request.Host);

    /// <summary>Whether a request comes from a page of an origin that the configuration lists.</summary>
    public bool IsListed(HttpRequest request) => _listed.Contains(request.Headers.Origin.ToString());

    private bool IsOwn(string origin, HostString host)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            return false;
        // Who leaves the port out means the scheme's own.
        return IsSame(page, host.Host, host.Port ?? Port(page.Scheme))
            || (_public is { } known && IsSame(page, known.Host, known.Port > 0 ? known.Port : Port(known.Scheme)));
    }

    private static bool IsSame(Uri page, string host, int port) =>
        page.Port == port && page.Host.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static int Port(string scheme) => scheme is "https" or "wss" ? 443 : 80;
}
