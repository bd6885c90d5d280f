using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>
/// All configured MCP servers. Each starts and fails by itself; what changes in the file takes effect on the servers it
/// concerns and on no other. Owns them. Thread-safe.
/// </summary>
/// <param name="file">Where they are configured.</param>
/// <param name="options">How they are reached.</param>
/// <param name="time">The clock.</param>
/// <param name="events">Notified of what becomes of them.</param>
public sealed class ToolServers(ToolServerFile file, ToolServerOptions options, TimeProvider time, IEventSink events) : IToolServers, IToolServerView, IAsyncDisposable
{
    private readonly SemaphoreSlim _change = new(1, 1);
    private volatile State _state = new(ToolServerList.Empty, []);
    private bool _disposed;

    /// <summary>Names of the servers in use, in the file's order.</summary>
    public IReadOnlyList<string> Names => [.. _state.List.Servers.Select(static server => server.Name)];

    /// <summary>A provider of the tools of one server.</summary>
    public IToolProvider Provider(string name) => new ServerTools(this, name);

    /// <summary>How each server does, those switched off or wrong included.</summary>
    public IReadOnlyList<ToolServerStatus> GetStatus()
    {
        var state = _state;
        return
        [
            .. state.List.Servers.Select(server => state.Servers[server.Name].GetStatus()),
            .. state.List.Problems.Select(static wrong => Unused(wrong.Name, ToolServerState.Misconfigured, wrong.Message)),
            .. state.List.Disabled.Select(static name => Unused(name, ToolServerState.Disabled, null)),
        ];
    }

    /// <summary>Reads the file for the first time and begins to connect what it lists; waits for none of it.</summary>
    /// <exception cref="InvalidOperationException">The file is no such file, or was named and is not there.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => ApplyAsync(file.Read(), cancellationToken);

    /// <summary>Takes over every change of the file until cancelled.</summary>
    /// <param name="changed">Called after each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.FileInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (!file.HasChanged())
                    continue;
                await ApplyAsync(file.Read(), cancellationToken);
                changed();
            }
            catch (InvalidOperationException wrong)
            {
                // The servers in use stay; the operator is told and mends the file.
                events.Emit(new ToolServersRefused(file.Path, wrong.Message));
            }
        }
    }

    /// <summary>Ends all servers and their programs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _change.WaitAsync();
        try
        {
            _disposed = true;
            var servers = _state.Servers.Values;
            _state = new State(ToolServerList.Empty, []);
            await Task.WhenAll(servers.Select(static server => server.DisposeAsync().AsTask()));
        }
        finally
        {
            _change.Release();
        }
    }

    internal ToolServer? Find(string name) => _state.Servers.GetValueOrDefault(name);

    private async Task ApplyAsync(ToolServerList list, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (_disposed)
                return;
            var before = _state.Servers;
            var now = list.Servers.ToDictionary(
                static server => server.Name,
                server => before.TryGetValue(server.Name, out var kept) && kept.Settings.Equals(server) ? kept : Open(server));
            _state = new State(list, now);
            Tell(list);
            await Task.WhenAll(before.Values.Except(now.Values).Select(static gone => gone.DisposeAsync().AsTask()));
        }
        finally
        {
            _change.Release();
        }
    }

    private ToolServer Open(ToolServerSettings server) => new(
        server, options, (complain, token) => McpServerClient.ConnectAsync(server, options, complain, time, events, token), time, events);

    private void Tell(ToolServerList list)
    {
        if (list.Servers.Count + list.Disabled.Count + list.Problems.Count > 0)
            events.Emit(new ToolServersRead(file.Path, list.Servers.Count));
        foreach (var problem in list.Problems)
            events.Emit(new ToolServersRefused(file.Path, problem.Message));
    }

    private static ToolServerStatus Unused(string name, ToolServerState state, string? detail) =>
        new(name, null, state, 0, null, detail, (0, 0), 0);

    private sealed record State(ToolServerList List, Dictionary<string, ToolServer> Servers);
}
