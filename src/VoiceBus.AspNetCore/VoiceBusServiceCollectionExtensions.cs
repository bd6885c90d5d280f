using Microsoft.AspNetCore.Server.Kestrel.Core;
using VoiceBus;
using VoiceBus.AspNetCore;
using VoiceBus.AspNetCore.Telemetry;
using VoiceBus.Core.Options;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;
using VoiceBus.Management.Api;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Configuration;
using VoiceBus.Management.Api.Memory;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds VoiceBus to an application.</summary>
public static class VoiceBusServiceCollectionExtensions
{
    // What a host has to itself after the last turn had its time.
    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the gateway: sockets of devices, sessions, bus, service adapters, API and console. Providers are added to what it
    /// returns; <c>app.MapVoiceBus()</c> maps it. What environment and command line of the configuration hold counts for this start
    /// and overrules what was kept; files are defaults; the variables <c>VOICEBUS_*</c> are read here.
    /// </summary>
    /// <param name="services">Where.</param>
    /// <param name="configuration">The host's configuration; the section <c>VoiceBus</c> is read.</param>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    /// <exception cref="FormatException">A proxy is neither an address nor a network.</exception>
    public static IVoiceBusBuilder AddVoiceBus(this IServiceCollection services, IConfiguration configuration)
    {
        var start = StartupConfiguration.From(configuration);
        var options = StartupOptions.Checked(
            start.Effective.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>() ?? new VoiceBusOptions(), VoiceBusOptions.Section);
        services
            .Configure<KestrelServerOptions>(LimitedListeners.Configure)
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.Transport.DrainTimeout + _closing)
            .AddNode(options, start.Effective, start.Given)
            .AddAccess(options)
            .AddMonitoringApi()
            .AddCluster(options.Role.ToString().ToLowerInvariant())
            .AddDecouplingApi()
            .AddMemoryApi()
            .AddTelemetry(start.Effective, NodeRoles.Served(options.Role, options.Services));
        return new VoiceBusBuilder(services, start.Effective);
    }
}
