using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;
using VoiceBus.Gateway.Vision;
using VoiceBus.Management.Api;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Configuration;
using VoiceBus.Management.Api.Devices;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Management.Console;
using VoiceBus.Server.Composition;
using VoiceBus.Server.Telemetry;

namespace VoiceBus.Server;

/// <summary>The server as a whole: built by the program and, with other providers, by tests.</summary>
public static class VoiceBusServer
{
    private static readonly TimeSpan _closing = TimeSpan.FromSeconds(10);
    private const string WorkerUrls = "http://127.0.0.1:0"; // Nobody but its keeper asks a worker over HTTP.
    private const string DefaultUrls = "http://127.0.0.1:8000";

    /// <summary>Builds a server that is not started yet.</summary>
    /// <param name="args">Command line: <c>--urls</c>, <c>--role</c>, <c>--services</c>, <c>--VoiceBus:…</c>.</param>
    /// <param name="replace">Replaces services, or null.</param>
    /// <exception cref="InvalidOperationException">The configuration is wrong; the message says what would be right.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Settings and pages lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        builder.Configuration.AddVoiceBusEnvironment().AddCommandLine(args, EnvironmentSettings.Switches);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(LimitedListeners.Configure);
        var options = builder.Configuration.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>() ?? new VoiceBusOptions();
        builder.WebHost.UseUrls(ListenAddresses.Checked(builder.Configuration["urls"] ?? (options.Role == NodeRole.Worker ? WorkerUrls : DefaultUrls)));
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddVoiceBusEnvironment().AddCommandLine(args).Build();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Transport.DrainTimeout + _closing);
        builder.Services.AddVoiceBus(options, given)
            .AddAccess(options)
            .AddMonitoringApi()
            .AddCluster(options.Role.ToString().ToLowerInvariant())
            .AddDecouplingApi()
            .AddMemoryApi()
            .AddTelemetry(builder.Configuration, BusOptions.Served(options.Role, options.Services));
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<TrustedProxies>().Use(app);
        app.UseProblemDetails();
        if (options.Role != NodeRole.Worker)
            app.UseDevices();
        app.UseConsole();
        app.UseAccess();
        app.UseJsonBodies(); // Of those who may come in.
        MapRoutes(app.MapByTable(), options.Role);
        return app;
    }

    private static void MapRoutes(IEndpointRouteBuilder routes, NodeRole role)
    {
        routes.MapSignIn();
        routes.MapMonitoring();
        if (role != NodeRole.Worker)
            routes.MapProvisioning().MapDevices().MapTalkTickets().MapMemory().MapVision();
        routes.MapSessions();
        routes.MapTurns();
        routes.MapEvents();
        routes.MapMetrics();
        routes.MapDecoupling();
        routes.MapServiceActions();
    }
}
