using System.Text;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>One MCP server as configured, references to the environment resolved. Immutable; prints no secret.</summary>
public sealed record ToolServerSettings
{
    /// <summary>Its name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The program of a stdio server, or null.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to the little of the environment that every program gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the program starts, or null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The address of an HTTP server, or null.</summary>
    public Uri? Url { get; init; }

    /// <summary>Sent with every request to an HTTP server.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the HTTP server speaks the older way of server-sent events only.</summary>
    public bool IsSse { get; init; }

    /// <summary>Processes or connections that share its calls, 1 to 16.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>"stdio", "http" or "sse".</summary>
    public string Transport => Command is not null ? "stdio" : IsSse ? "sse" : "http";

    /// <summary>Everything a message about the server must not hold.</summary>
    internal IEnumerable<string> Secrets => Environment.Values
        .Concat(Headers.Values.SelectMany(static value => value.Split(' ').Append(value))) // Also without the word "Bearer".
        .Concat(Url is { } url && (url.Query.Length > 1 || url.UserInfo.Length > 0) ? UrlParts.Secrets(url).Append(url.AbsoluteUri) : [])
        .Concat(ArgumentSecrets.Of(Arguments));

    /// <summary>Whether two servers are configured alike.</summary>
    public bool Equals(ToolServerSettings? other) =>
        other is not null && Name == other.Name && Command == other.Command && WorkingDirectory == other.WorkingDirectory
        && Url == other.Url && IsSse == other.IsSse && Instances == other.Instances && Arguments.SequenceEqual(other.Arguments)
        && Same(Environment, other.Environment) && Same(Headers, other.Headers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Command, Url);

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    // Records print their members, and these hold secrets.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(Name).Append(" (").Append(Transport).Append(')');
        return true;
    }
}
