using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Management.Api.Configuration;

/// <summary>What an operator can do to services and queues beside configuring them.</summary>
public static class ServiceActionsApi
{
    /// <summary>Maps probing a provider and clearing a queue.</summary>
    public static void MapServiceActions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/services/{type}/providers/{name}/probe", ProbeAsync)
            .WithTags("services").WithName("probeProvider").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Try one provider now, for real")
            .WithDescription("It counts like any call: a good answer can close its circuit, a bad one can open it. One that was taken out can be tried before it is put back.");
        endpoints.MapPost("/api/event-bus/queues/{type}/clear", Clear)
            .WithTags("services").WithName("clearQueue").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Fail every message that waits in a queue")
            .WithDescription("Their callers are told at once; what is being handled goes on.");
    }

    private static async Task<Results<Ok<ProbeDto>, ProblemHttpResult>> ProbeAsync(
        string type, string name, HealthProber prober, CancellationToken cancellationToken)
    {
        if (!ServiceTypeNames.TryParse(type, out var service))
            return NoSuchService(type);
        return await prober.ProbeOneAsync(service, name, cancellationToken) is { } outcome
            ? TypedResults.Ok(new ProbeDto(outcome.Ok, outcome.Duration.TotalMilliseconds, outcome.Error, outcome.LeaseWait?.TotalMilliseconds, outcome.FirstReply?.TotalMilliseconds))
            : TypedResults.Problem($"The service {type} has no provider '{name}'.", statusCode: StatusCodes.Status404NotFound);
    }

    private static Results<Ok<ClearedDto>, ProblemHttpResult> Clear(
        string type, IQueueControl queues, IEventSink events, HttpContext http)
    {
        if (!ServiceTypeNames.TryParse(type, out var service))
            return NoSuchService(type);
        var cleared = queues.Clear(service);
        events.Emit(new QueueCleared(type, cleared, ClientAddress.TextOf(http)));
        return TypedResults.Ok(new ClearedDto(cleared));
    }

    private static ProblemHttpResult NoSuchService(string type) => TypedResults.Problem(
        $"There is no service '{type}'; there are: {string.Join(", ", Enum.GetValues<ServiceType>().Select(static service => service.ToName()))}.",
        statusCode: StatusCodes.Status404NotFound);
}

/// <summary>What became of a probe.</summary>
/// <param name="Ok">Whether the provider answered as it should.</param>
/// <param name="LatencyMs">From asking to the end of its answer, ms.</param>
/// <param name="Error">Why not; null when it did.</param>
/// <param name="LeaseWaitMs">Of it, the wait for an instance, ms; null: it got none.</param>
/// <param name="FirstReplyMs">From asking to the first useful reply, ms; null: there was none.</param>
internal sealed record ProbeDto(bool Ok, double LatencyMs, string? Error, double? LeaseWaitMs, double? FirstReplyMs);

/// <summary>What became of a queue.</summary>
/// <param name="Cleared">Messages failed by clearing it.</param>
internal sealed record ClearedDto(int Cleared);

/// <summary>Serialization of the actions' answers, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProbeDto))]
[JsonSerializable(typeof(ClearedDto))]
[JsonSerializable(typeof(ProviderTypesDto))]
internal sealed partial class ActionsJson : JsonSerializerContext;
