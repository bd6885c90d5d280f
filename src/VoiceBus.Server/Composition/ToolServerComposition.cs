using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Configuration;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Server.Composition;

/// <summary>Makes the MCP servers of the file providers of the mcp service, asked after the built-in tools.</summary>
internal static class ToolServerComposition
{
    /// <summary>The type of a provider that is an MCP server.</summary>
    public const string Type = "mcp-server";

    // Handles on one shared connection, which bounds its calls itself: nobody waits for a handle, least of all who asks another.
    private static readonly PoolSettings _pool =
        new() { MinSize = 0, MaxSize = 1024, IdleTimeoutMs = 300_000, MaxAgeMs = 21_600_000, LeaseTimeoutMs = 300_000 };

    /// <summary>Adds the servers; a process that serves no tools starts none.</summary>
    public static IServiceCollection AddToolServers(this IServiceCollection services, VoiceBusOptions options)
    {
        services.AddSingleton(provider => new ToolServers(
            ToolServerFile.Locate(options.McpServers, LiveConfiguration.Folder(options)),
            options.ToolServers,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IEventSink>()));
        services.AddSingleton<IToolServerView>(static provider => provider.GetRequiredService<ToolServers>());
        return BusOptions.Served(options.Role, options.Services).Contains(ServiceType.Mcp)
            ? services.AddHostedService<ToolServersHostedService>()
            : services;
    }

    /// <summary>The providers.</summary>
    public static IEnumerable<ProviderSettings> Providers(IServiceProvider provider) =>
        provider.GetRequiredService<ToolServers>().Names.Select(static name => new ProviderSettings
        {
            Name = name,
            Type = Type,
            Enabled = true,
            Weight = 0,
            Pool = _pool,
        });
}

/// <summary>Starts the MCP servers before the first call and follows their file as long as the process runs.</summary>
internal sealed class ToolServersHostedService(ToolServers servers, LiveService<IToolProvider> live, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("tool servers", events, time)
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await servers.StartAsync(cancellationToken);
        live.Refresh();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stoppingToken) => servers.WatchAsync(live.Refresh, stoppingToken);
}
