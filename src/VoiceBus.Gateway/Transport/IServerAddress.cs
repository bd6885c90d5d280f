namespace VoiceBus.Gateway.Transport;

/// <summary>Knows at which address a request reached this server, seen from outside. Thread-safe.</summary>
public interface IServerAddress
{
    /// <summary>The address of a page, as an http or https URL.</summary>
    string Page(HttpContext context, string path);
}

/// <summary>What a session remembers of it.</summary>
internal static class ServerAddress
{
    /// <summary>Key in the session's context; the value ends with a slash.</summary>
    public const string ContextKey = "server_url";
}
