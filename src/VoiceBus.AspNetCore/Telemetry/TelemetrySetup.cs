using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VoiceBus.AspNetCore;
using VoiceBus.AspNetCore.Warmup;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;

namespace VoiceBus.AspNetCore.Telemetry;

/// <summary>Metrics for Prometheus, and metrics and traces for an OpenTelemetry collector when one is named.</summary>
internal static class TelemetrySetup
{
    private const string CollectorSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Process, garbage collector and threads; requests that come and that go out.
    private static readonly string[] _ofTheRuntime =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http"];

    /// <summary>Adds the instruments and the exporters.</summary>
    /// <param name="services">Where.</param>
    /// <param name="configuration">May name a collector, as the OpenTelemetry specification says.</param>
    /// <param name="served">The services this process serves.</param>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<ServiceType> served)
    {
        services.AddSingleton(provider => new ProcessGauges(
            provider.GetRequiredService<SessionManager>(),
            provider.GetRequiredService<IEventBus>(),
            // Asking for a service makes its providers: a gateway serves none and shall load no model.
            served.Select(service => VoiceBusServices.View(provider, service)),
            provider.GetRequiredService<AudioDrops>(),
            provider.GetRequiredService<EventDispatcher>(),
            provider.GetRequiredService<IMeterFactory>()));
        var collected = !string.IsNullOrWhiteSpace(configuration[CollectorSetting]);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(static resource => resource.AddService("voicebus"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters.MeterName).AddMeter(_ofTheRuntime)
                // Names that Prometheus keeps for the counts of histograms.
                .AddView(static instrument => instrument.Name.EndsWith(".count", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop : null)
                .AddPrometheusExporter(static prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
            if (collected)
                metrics.AddOtlpExporter();
        });
        if (collected)
            telemetry.WithTracing(static traces => traces.AddSource(BusTrace.SourceName).AddSource("System.Net.Http")
                .AddProcessor(static provider => new WarmupTraces(provider.GetRequiredService<WarmupHostedService>()))
                .AddOtlpExporter());
        return services;
    }

    /// <summary>Maps <c>/metrics</c> and starts to observe.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<ProcessGauges>();
        // By itself it answers any method.
        endpoints.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }
}
