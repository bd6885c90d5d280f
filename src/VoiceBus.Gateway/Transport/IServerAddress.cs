namespace VoiceBus.Gateway.Transport;

/// <summary>Knows at which address a request reached this server, seen from outside. Thread-safe.</summary>
public interface IServerAddress
{
    /// <summary>The address of a page, as an http or https URL.</summary>
    string Page(HttpContext context, string path);

    /// <summary>
    /// The address of this server as a device reaches it that has come by a socket: firmware leaves the port out of Host there,
    /// so the address it asked at boot counts where it names the same host.
    /// </summary>
    /// <param name="context">The socket's request.</param>
    /// <param name="remembered">The address it asked at, or null.</param>
    string Known(HttpContext context, string? remembered);
}
