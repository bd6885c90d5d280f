using VoiceBus.Server.Api;
using VoiceBus.Server.Api.Configuration;
using VoiceBus.Server.Composition;
using VoiceBus.Server.Telemetry;
using VoiceBus.Server.Transport;

namespace VoiceBus.Server;

/// <summary>The server as a whole: built by the program and, with other providers, by tests.</summary>
public static class VoiceBusServer
{
    private const string DefaultUrls = "http://127.0.0.1:8000";

    /// <summary>Builds a server that is not started yet.</summary>
    /// <param name="args">Command line: <c>--urls</c>, <c>--VoiceBus:…</c>.</param>
    /// <param name="replace">Replaces services, or null.</param>
    /// <exception cref="InvalidOperationException">The configuration is wrong; the message says what would be right.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Settings and pages lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        builder.Configuration.AddVoiceBusEnvironment().AddCommandLine(args);
        builder.WebHost.UseUrls(builder.Configuration["urls"] ?? DefaultUrls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var options = builder.Configuration.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>() ?? new VoiceBusOptions();
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddVoiceBusEnvironment().AddCommandLine(args).Build();
        builder.Services.AddVoiceBus(options, given).AddMonitoringApi().AddDecouplingApi().AddTelemetry(builder.Configuration);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseProblemDetails();
        app.UseDevices();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapMonitoring();
        app.MapSessions();
        app.MapTurns();
        app.MapEvents();
        app.MapMetrics();
        app.MapDecoupling();
        app.MapServiceActions();
        return app;
    }
}
