namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>The file in which MCP servers are configured. Not thread-safe.</summary>
public sealed class ToolServerFile
{
    private const string Usual = "mcp-servers.json";
    private const string Known = ".mcp_server_settings.json";

    private readonly bool _wasNamed;
    private (DateTime, long)? _seen;

    private ToolServerFile(string path, bool wasNamed) => (Path, _wasNamed) = (path, wasNamed);

    /// <summary>Where it is, or would be.</summary>
    public string Path { get; }

    /// <summary>Decides which file it is.</summary>
    /// <param name="named">The file somebody named, or null for <c>mcp-servers.json</c> in the data folder and, where that
    /// is missing, <c>.mcp_server_settings.json</c> in the present folder.</param>
    /// <param name="data">The data folder.</param>
    public static ToolServerFile Locate(string? named, string data)
    {
        if (named is { Length: > 0 })
            return new ToolServerFile(System.IO.Path.GetFullPath(named), wasNamed: true);
        var usual = System.IO.Path.Combine(data, Usual);
        var known = System.IO.Path.GetFullPath(Known);
        return new ToolServerFile(!File.Exists(usual) && File.Exists(known) ? known : usual, wasNamed: false);
    }

    /// <summary>Reads it; a file nobody named may be missing.</summary>
    /// <exception cref="InvalidOperationException">It is no such file, or was named and is not there; the message says so.</exception>
    public ToolServerList Read()
    {
        _seen = Look();
        if (_seen is null && !_wasNamed)
            return ToolServerList.Empty;
        try
        {
            return ToolServerReader.Read(File.ReadAllText(Path), Environment.GetEnvironmentVariable);
        }
        catch (FormatException wrong)
        {
            throw new InvalidOperationException($"{Path}: {wrong.Message}", wrong);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the file of MCP servers cannot be read: {gone.Message}", gone);
        }
    }

    /// <summary>Whether it is another than when it was last read.</summary>
    public bool HasChanged() => Look() != _seen;

    private (DateTime, long)? Look()
    {
        var file = new FileInfo(Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }
}
