using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Configuration;
using VoiceBus.Management.Api.Devices;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Management.Api.ToolPrograms;
using VoiceBus.Management.Languages;

namespace VoiceBus.Management.Api;

/// <summary>The monitoring part of the HTTP contract (design.md 6).</summary>
public static class MonitoringApi
{
    /// <summary>
    /// Adds what the endpoints need of the framework: snake_case JSON, problem details, the OpenAPI document. The endpoints
    /// also ask for <see cref="IEventBus"/>, <see cref="ServiceHealth"/> and <see cref="AudioDrops"/>.
    /// </summary>
    public static IServiceCollection AddMonitoringApi(this IServiceCollection services) => services
        .AddProblemDetails()
        .AddSingleton<EventReaders>()
        .AddOpenApi(static options => options.DescribeProviderOptions())
        .ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, MonitoringJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, OperatorJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(2, McpEndpointJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(3, AlarmJson.Default);
        });

    /// <summary>Makes errors without a body of their own RFC 9457 problem details; call before endpoints are mapped.</summary>
    public static IApplicationBuilder UseProblemDetails(this IApplicationBuilder app) =>
        app.UseExceptionHandler().UseStatusCodePages();

    /// <summary>Maps bus status, service health, liveness, readiness and the OpenAPI document.</summary>
    public static IEndpointRouteBuilder MapMonitoring(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json");
        endpoints.MapGet("/api/event-bus/status", BusStatus)
            .WithTags("monitoring").WithName("getEventBusStatus")
            .WithSummary("Figures of the event bus")
            .WithDescription("Queue length, processing rate and errors, in total and per service, and the newest failures.");
        endpoints.MapGet("/api/services/health", Health)
            .WithTags("monitoring").WithName("getServicesHealth")
            .WithSummary("Health of the AI services")
            .WithDescription("Judged by real traffic and real probes of the last minutes.");
        endpoints.MapGet("/health/live", Live)
            .WithTags("orchestration").WithName("getLiveness")
            .WithSummary("Whether the process answers");
        endpoints.MapGet("/health/ready", Ready)
            .WithTags("orchestration").WithName("getReadiness")
            .WithSummary("Whether a conversation can be held")
            .Produces<ReadinessDto>(StatusCodes.Status503ServiceUnavailable)
            .WithDescription("200 when asr, llm and tts each have a provider that works; else 503 and which has not.");
        return endpoints;
    }

    private static Ok<BusStatusDto> BusStatus(IEventBus bus, AudioDrops drops, HttpContext context) => TypedResults.Ok(
        Others(context) is { } cluster ? ClusterBus.Of(cluster.Nodes) : BusStatusDto.From(bus.GetStatus(), drops));

    private static Ok<HealthDto> Health(ServiceHealth health, HttpContext context)
    {
        var answer = Others(context) is { } cluster
            ? ClusterHealth.Of(cluster.Nodes)
            : HealthDto.From(health.GetReport(), context.RequestServices.GetService<IToolServerView>()?.GetStatus() ?? []);
        return TypedResults.Ok(context.RequestServices.GetService<LanguageWatch>() is { } languages
            ? answer with { Languages = LanguagesDto.From(languages.Now) }
            : answer);
    }

    private static ClusterMembership? Others(HttpContext context) =>
        context.RequestServices.GetService<ClusterMembership>() is { IsCluster: true } directory ? directory : null;

    private static Ok<LivenessDto> Live() => TypedResults.Ok(new LivenessDto("alive"));

    private static Results<Ok<ReadinessDto>, JsonHttpResult<ReadinessDto>> Ready(ServiceHealth health, IEventBus bus, HttpContext context)
    {
        var readiness = Others(context) is { } cluster ? ReadinessDto.From(cluster.Nodes)
            : context.RequestServices.GetService<LocalSessions>() is { IsDraining: true } ? ReadinessDto.Draining
            : ReadinessDto.From(health.GetReport(), bus.GetStatus());
        if (context.RequestServices.GetService<DatabaseHealth>() is { Detail: { } detail } database)
            readiness = readiness.WithDatabase(database.IsUsable, detail);
        if (context.RequestServices.GetService<IWarmup>() is { IsOver: false })
            readiness = readiness.Rehearsing();
        return readiness.IsReady
            ? TypedResults.Ok(readiness)
            : TypedResults.Json(readiness, MonitoringJson.Default.ReadinessDto, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
