using System.Globalization;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// How a request reached the proxy in front, as that proxy says: words the addresses that boards are told and decides nothing.
/// Immutable.
/// </summary>
/// <param name="IsSecure">Whether it came by TLS; null when the proxy does not say.</param>
/// <param name="Host">Host and perhaps port; empty when the proxy does not say.</param>
/// <param name="Port">The port; null when the proxy does not say.</param>
/// <param name="Prefix">What stands in front of all paths, without a slash at its end; empty for nothing.</param>
internal sealed record ForwardedAddress(bool? IsSecure, HostString Host, int? Port, string Prefix)
{
    /// <summary>What was noted of a request; null when no proxy that counts said anything.</summary>
    public static ForwardedAddress? Of(HttpContext context) => context.Features.Get<ForwardedAddress>();

    /// <summary>Notes what the headers X-Forwarded-Proto, -Host, -Port and -Prefix say, if they say anything.</summary>
    public static void Note(HttpContext context)
    {
        var headers = context.Request.Headers;
        var address = new ForwardedAddress(
            Last(headers["X-Forwarded-Proto"].ToString()).ToUpperInvariant() switch { "HTTPS" or "WSS" => true, "HTTP" or "WS" => false, _ => null },
            Uri.CheckHostName(new HostString(Last(headers["X-Forwarded-Host"].ToString())).Host) != UriHostNameType.Unknown
                ? new HostString(Last(headers["X-Forwarded-Host"].ToString())) : default,
            ushort.TryParse(Last(headers["X-Forwarded-Port"].ToString()), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null,
            Path(Last(headers["X-Forwarded-Prefix"].ToString())));
        if (address != new ForwardedAddress(null, default, null, ""))
            context.Features.Set(address);
    }

    private static string Path(string prefix) =>
        prefix.StartsWith('/') && Uri.IsWellFormedUriString(prefix, UriKind.Relative) && !prefix.StartsWith("//", StringComparison.Ordinal)
            ? prefix.TrimEnd('/') : "";

    // Each proxy appends; the last one is the one that talks to us.
    private static string Last(string list) => list[(list.LastIndexOf(',') + 1)..].Trim();
}
