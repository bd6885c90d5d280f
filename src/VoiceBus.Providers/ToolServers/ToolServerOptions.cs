using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.ToolServers;

/// <summary>How MCP servers are reached and how much they may take. Immutable.</summary>
public sealed record ToolServerOptions
{
    /// <summary>From the start of a server to its list of tools; a first start may have to fetch a package.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long listing the tools of a connected server may take.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a connected server is asked for its tools, which shows that it works and what has changed.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the first wait after a failure is; it doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A server lost after it worked for so long is tried again at once.</summary>
    public TimeSpan Stable { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may take to end when it is told to, before its processes are killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the file is looked at for changes.</summary>
    public TimeSpan FileInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls that one connection carries at the same time; more are refused at once, so that a server that hangs does
    /// not take every place there is for calls.</summary>
    [Range(1, 1000)]
    public int MaxCalls { get; init; } = 16;

    /// <summary>Tools taken from one server; the rest is left out.</summary>
    [Range(1, 1000)]
    public int MaxTools { get; init; } = 128;

    /// <summary>The longest message of a server, bytes; one that sends more is cut off.</summary>
    [Range(1024, 1 << 30)]
    public int MaxMessage { get; init; } = 8 * 1024 * 1024;

    /// <summary>The longest result of a tool that is passed on, characters.</summary>
    [Range(256, 1 << 20)]
    public int MaxResult { get; init; } = 64 * 1024;
}
