namespace VoiceBus.Gateway.Transport;

/// <summary>Knows at which address a request reached this server, seen from outside. Thread-safe.</summary>
public interface IServerAddress
{
    /// <summary>The address of a page, as an http or https URL.</summary>
    string Page(HttpContext context, string path);
}
