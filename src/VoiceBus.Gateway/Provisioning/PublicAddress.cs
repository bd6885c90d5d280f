using System.Net;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// Where this server is reached from outside. Ports are always written out: boards take the first colon of a URL for the
/// port's (protocol.md 1.1). Thread-safe.
/// </summary>
internal sealed class PublicAddress(ProvisioningOptions options) : IServerAddress
{
    /// <summary>The address of a page, as an http or https URL.</summary>
    public string Page(HttpContext context, string path) => Address(context, path, socket: false);

    // Only of the same host: whoever may ask in a device's name must not lead it elsewhere.
    string IServerAddress.Known(HttpContext context, string? remembered)
    {
        var now = Page(context, "/");
        return options.PublicUrl is null && Uri.TryCreate(remembered, UriKind.Absolute, out var asked)
            && asked.Host.Equals(new Uri(now).Host, StringComparison.OrdinalIgnoreCase) ? remembered : now;
    }

    /// <summary>The address of the devices' socket, as a ws or wss URL.</summary>
    public string Socket(HttpContext context) => Address(context, options.SocketPath, socket: true);

    private string Address(HttpContext context, string path, bool socket)
    {
        var (secure, host, port, prefix) = options.PublicUrl is { } url
            ? (url.Scheme is "https" or "wss", url.IdnHost, url.Port > 0 ? url.Port : url.Scheme == "wss" ? 443 : 80, url.AbsolutePath.TrimEnd('/'))
            : FromRequest(context);
        var scheme = (socket, secure) switch { (true, true) => "wss", (true, false) => "ws", (false, true) => "https", _ => "http" };
        return $"{scheme}://{Bracketed(host)}:{port}{prefix}{(path.StartsWith('/') ? "" : "/")}{path}";
    }

    private static (bool Secure, string Host, int Port, string Prefix) FromRequest(HttpContext context)
    {
        var (request, proxy) = (context.Request, ForwardedAddress.Of(context));
        var secure = proxy?.IsSecure ?? request.IsHttps;
        var name = proxy is { Host.HasValue: true } ? proxy.Host : request.Host;
        var port = name.Port ?? proxy?.Port
            // Boards leave the port out of Host; behind a proxy a missing port is the scheme's own.
            ?? (proxy is null && context.Connection.LocalPort is > 0 and var own ? own : secure ? 443 : 80);
        var host = name.Host is { Length: > 0 } named ? named : (context.Connection.LocalIpAddress ?? IPAddress.Loopback).ToString();
        return (secure, host, port, $"{proxy?.Prefix}{request.PathBase.Value?.TrimEnd('/')}");
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
