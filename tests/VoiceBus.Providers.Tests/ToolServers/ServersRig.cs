using System.Text.Json;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>Real servers of a file of their own.</summary>
internal sealed class ServersRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-mcp-").FullName;

    public ServersRig(ToolServerOptions? options = null, TimeProvider? time = null)
    {
        Path = System.IO.Path.Combine(_folder, "mcp-servers.json");
        Servers = new Providers.ToolServers.ToolServers(
            ToolServerFile.Locate(Path, _folder), options ?? Quick, time ?? TimeProvider.System, Events);
    }

    /// <summary>Nothing takes long here but what the test makes so.</summary>
    public static ToolServerOptions Quick { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        StopTimeout = TimeSpan.FromMilliseconds(500),
        FileInterval = TimeSpan.FromMilliseconds(20),
    };

    public string Path { get; }

    public RecordedEvents Events { get; } = new();

    public Providers.ToolServers.ToolServers Servers { get; }

    public void Write(params (string Name, object Entry)[] servers) => Write(McpServers.File(servers));

    /// <summary>Replaces the file as a whole: whoever watches it never sees half of it.</summary>
    public void Write(string text)
    {
        File.WriteAllText($"{Path}.new", text);
        File.Move($"{Path}.new", Path, overwrite: true);
    }

    /// <summary>Starts the servers of the file; waits until those named are connected.</summary>
    public async Task StartAsync(CancellationToken ct, params string[] connected)
    {
        await Servers.StartAsync(ct);
        foreach (var name in connected)
            await UntilAsync(name, ToolServerState.Connected);
    }

    public ToolServerStatus Status(string name) => Servers.GetStatus().Single(server => server.Name == name);

    public Task UntilAsync(string name, ToolServerState state) => Eventually.TrueAsync(
        () => Status(name).State == state, () => string.Join('\n', Servers.GetStatus()), $"{name} is {state}");

    public async Task<ToolResult> CallAsync(string server, string tool, string arguments, CancellationToken ct) =>
        await Servers.Provider(server).CallAsync(new ToolRequest($"{server}__{tool}", JsonElement.Parse(arguments)), ct);

    public async Task<string[]> ListAsync(string server, CancellationToken ct) =>
        [.. (await Servers.Provider(server).ListToolsAsync(ct)).Select(static tool => tool.Name)];

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
