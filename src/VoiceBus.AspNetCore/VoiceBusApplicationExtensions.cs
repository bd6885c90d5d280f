using VoiceBus.AspNetCore;
using VoiceBus.AspNetCore.PlugIns;
using VoiceBus.AspNetCore.Telemetry;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.ToolPrograms;
using VoiceBus.Gateway.Transport;
using VoiceBus.Gateway.Vision;
using VoiceBus.Management.Api;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Configuration;
using VoiceBus.Management.Api.Devices;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Management.Api.ToolPrograms;
using VoiceBus.Management.Configuration;
using VoiceBus.Management.Console;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps VoiceBus into an application.</summary>
public static class VoiceBusApplicationExtensions
{
    /// <summary>
    /// Maps sockets, provisioning, API and console. Call it after the application's own middleware and beside its endpoints: every
    /// WebSocket is a device's, and files of the console answer at <c>/</c>.
    /// </summary>
    /// <param name="app">The application, with <c>AddVoiceBus</c> among its services.</param>
    /// <exception cref="InvalidOperationException">The configuration is wrong; the message says what would be right.</exception>
    public static WebApplication MapVoiceBus(this WebApplication app)
    {
        var role = app.Services.GetRequiredService<VoiceBusOptions>().Role;
        // What is wrong with it is said now, not at the first call.
        app.Services.GetRequiredService<GatewayConfigurationSnapshot>();
        var events = app.Services.GetRequiredService<IEventSink>();
        foreach (var plugIn in app.Services.GetServices<PlugInStatus>())
            events.Emit(plugIn.Problem is null ? new PlugInAdded(plugIn.Name) : new PlugInSkipped(plugIn.Name, plugIn.Problem));
        app.Services.GetRequiredService<TrustedProxies>().Use(app);
        app.UseProblemDetails();
        if (role != NodeRole.Worker)
        {
            app.UseDevices();
            app.UseMcpEndpoint();
        }

        app.UseConsole();
        app.UseAccess();
        app.UseJsonBodies(); // Of those who may come in.
        MapRoutes(app.MapByTable(), role);
        return app;
    }

    private static void MapRoutes(IEndpointRouteBuilder routes, NodeRole role)
    {
        routes.MapSignIn();
        routes.MapMonitoring();
        if (role != NodeRole.Worker)
            routes.MapProvisioning().MapDevices().MapAlarms().MapTalkTickets().MapMemory().MapVision().MapMcpEndpoints();
        routes.MapSessions();
        routes.MapTurns();
        routes.MapEvents();
        routes.MapMetrics();
        routes.MapDecoupling();
        routes.MapServiceActions();
        routes.MapProviderTypes();
    }
}
