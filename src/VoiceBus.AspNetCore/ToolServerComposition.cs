using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>Makes the MCP servers of the file providers of the mcp service, asked after the built-in tools.</summary>
internal static class ToolServerComposition
{
    /// <summary>The type of a provider that is an MCP server.</summary>
    public const string Type = "mcp-server";

    // Handles on one shared connection, which bounds its calls itself: nobody waits for a handle, least of all who asks another.
    private static readonly PoolSettings _pool =
        new() { MinSize = 0, MaxSize = 1024, IdleTimeoutMs = 300_000, MaxAgeMs = 21_600_000, LeaseTimeoutMs = 300_000 };

    /// <summary>Starts the servers, if a package brings any; a process that serves no tools starts none.</summary>
    public static IServiceCollection AddToolServers(this IServiceCollection services, VoiceBusOptions options) =>
        NodeRoles.Served(options.Role, options.Services).Contains(ServiceType.Mcp) ? services.AddHostedService<ToolServersHostedService>() : services;

    /// <summary>The providers.</summary>
    public static IEnumerable<ExternalProvider<IToolProvider>> Providers(IServiceProvider provider) =>
        provider.GetService<IToolServers>() is { } servers
            ? servers.Names.Select(name => new ExternalProvider<IToolProvider>(
                new ProviderSettings { Name = name, Type = Type, Enabled = true, Weight = 0, Pool = _pool },
                _ => Task.FromResult(servers.Provider(name))))
            : [];
}

/// <summary>Starts the MCP servers before the first call and follows their file as long as the process runs.</summary>
internal sealed class ToolServersHostedService(LiveService<IToolProvider> live, IEventSink events, TimeProvider time, IToolServers? servers = null)
    : GuardedBackgroundService("tool servers", events, time)
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (servers is not null)
        {
            await servers.StartAsync(cancellationToken);
            live.Refresh();
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stoppingToken) =>
        servers?.WatchAsync(live.Refresh, stoppingToken) ?? Task.CompletedTask;
}
