using System.Net;
using VoiceBus.Server.Transport;

namespace VoiceBus.Server.Provisioning;

/// <summary>
/// Where this server is reached from outside. Ports are always written out: boards take the first colon of a URL for the
/// port's (protocol.md 1.1). Thread-safe.
/// </summary>
internal sealed class PublicAddress(ProvisioningOptions options) : IServerAddress
{
    private static readonly object _forwarded = new();

    /// <summary>Notes that a trusted proxy said how the request reached it.</summary>
    public static void MarkForwarded(HttpContext context) => context.Items[_forwarded] = true;

    /// <summary>The address of a page, as an http or https URL.</summary>
    public string Page(HttpContext context, string path) => Address(context, path, socket: false);

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
        var request = context.Request;
        var secure = request.IsHttps;
        var port = request.Host.Port
            // Boards leave the port out of Host; behind a proxy a missing port is the scheme's own.
            ?? (context.Items.ContainsKey(_forwarded) ? secure ? 443 : 80 : context.Connection.LocalPort);
        var host = request.Host.Host is { Length: > 0 } named ? named : (context.Connection.LocalIpAddress ?? IPAddress.Loopback).ToString();
        return (secure, host, port == 0 ? secure ? 443 : 80 : port, request.PathBase.Value?.TrimEnd('/') ?? "");
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
