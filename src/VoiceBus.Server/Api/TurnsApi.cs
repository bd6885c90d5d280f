using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Server.Api;

/// <summary>Recent turns with their waterfalls.</summary>
internal static class TurnsApi
{
    /// <summary>Maps the routes; they ask for <see cref="TurnTimelines"/>.</summary>
    public static IEndpointRouteBuilder MapTurns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/turns", List)
            .WithTags("turns").WithName("getTurns")
            .WithSummary("Recent turns, newest first")
            .WithDescription("The newest 1000 turns are kept. Filters narrow them down together.");
        endpoints.MapGet("/api/turns/{id}", Get)
            .WithTags("turns").WithName("getTurn")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("A turn's waterfall");
        return endpoints;
    }

    private static Results<Ok<TurnsDto>, ValidationProblem> List(
        TurnTimelines timelines,
        [Description("Only this session's turns.")] string? session = null,
        [Description("Only this device's turns.")] string? device = null,
        [FromQuery(Name = "slower_than_ms")]
        [Description("Only turns whose reply was first heard later than this, or that have run longer without one; ms.")] double? slowerThanMs = null,
        [Description("Only turns that failed, in whole or in a stage.")] bool failed = false,
        [Description("At most so many, 1 to 1000.")] int limit = 50)
    {
        if (limit is < 1 or > TurnTimelines.DefaultCapacity)
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["limit"] = [$"must be 1 to {TurnTimelines.DefaultCapacity}"] });
        var turns = timelines.Newest(new TurnQuery(session, device, slowerThanMs, failed, limit));
        return TypedResults.Ok(new TurnsDto([.. turns.Select(TurnSummaryDto.From)]));
    }

    private static Results<Ok<TurnDto>, ProblemHttpResult> Get(string id, TurnTimelines timelines) =>
        timelines.Find(id) is { } turn
            ? TypedResults.Ok(TurnDto.From(turn))
            : TypedResults.Problem($"There is no turn '{id}' among the newest ones.", statusCode: StatusCodes.Status404NotFound);
}
