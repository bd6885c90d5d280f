using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace VoiceBus.Server.Provisioning;

/// <summary>Believes X-Forwarded-Proto, -Host and -Port of the configured proxies, and of nobody else.</summary>
internal static class ProxyHeaders
{
    private const string Port = "X-Forwarded-Port";
    private const string Host = "X-Forwarded-Host";

    /// <summary>Adds the middleware; call before everything that looks at a request's host or scheme.</summary>
    /// <exception cref="FormatException">A proxy of the configuration is neither an address nor a network.</exception>
    public static void UseTrustedProxies(this IApplicationBuilder app, ProvisioningOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        if (options.TrustedProxies.Count > 0)
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
        }

        foreach (var proxy in options.TrustedProxies)
            Add(forwarded, proxy);
        app.Use((context, next) => Prepare(context, forwarded, next));
        app.UseForwardedHeaders(forwarded);
    }

    private static void Add(ForwardedHeadersOptions forwarded, string proxy)
    {
        if (System.Net.IPNetwork.TryParse(proxy, out var network))
            forwarded.KnownIPNetworks.Add(network);
        else if (IPAddress.TryParse(proxy, out var address))
            forwarded.KnownProxies.Add(address);
        else
            throw new FormatException($"Provisioning:TrustedProxies holds '{proxy}', which is neither an address nor a network such as 10.0.0.0/8.");
    }

    // The framework's middleware knows no X-Forwarded-Port: the port is put where it looks.
    private static Task Prepare(HttpContext context, ForwardedHeadersOptions forwarded, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (context.Connection.RemoteIpAddress is not { } remote || !IsTrusted(forwarded, remote)
            || !(headers.ContainsKey("X-Forwarded-Proto") || headers.ContainsKey(Host) || headers.ContainsKey(Port)))
        {
            return next(context);
        }

        PublicAddress.MarkForwarded(context);
        var host = HostString.FromUriComponent(Last(headers[Host].ToString()) is { Length: > 0 } named ? named : context.Request.Host.Value ?? "");
        if (host.Port is null && host.HasValue
            && ushort.TryParse(Last(headers[Port].ToString()), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
        {
            headers[Host] = new HostString(host.Host, port).Value;
        }

        return next(context);
    }

    private static bool IsTrusted(ForwardedHeadersOptions forwarded, IPAddress remote)
    {
        var address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return forwarded.KnownProxies.Contains(address) || forwarded.KnownProxies.Contains(remote)
            || forwarded.KnownIPNetworks.Any(network => network.Contains(address));
    }

    // Each proxy appends; the last one is the one that talks to us.
    private static string Last(string list) => list[(list.LastIndexOf(',') + 1)..].Trim();
}
