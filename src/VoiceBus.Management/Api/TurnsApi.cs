using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Access;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>Recent turns with their waterfalls.</summary>
public static class TurnsApi
{
    /// <summary>Maps the routes; they ask for <see cref="ClusterTurns"/>.</summary>
    public static IEndpointRouteBuilder MapTurns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/turns", ListAsync)
            .WithTags("turns").WithName("getTurns")
            .WithSummary("Recent turns of all nodes, newest first")
            .WithDescription("Each node keeps its newest 1000 turns. Filters narrow them down together. A node that does not answer within two seconds is named under unanswered.");
        endpoints.MapGet("/api/turns/{id}", GetAsync)
            .WithTags("turns").WithName("getTurn")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("A turn's waterfall");
        return endpoints;
    }

    private static async Task<Results<Ok<TurnsDto>, ValidationProblem>> ListAsync(
        ClusterTurns turns,
        HttpContext context,
        CancellationToken cancellationToken,
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
        var found = await turns.ListAsync(new TurnQuery(session, device, slowerThanMs, failed, limit), cancellationToken);
        return TypedResults.Ok(TokenAuthentication.IsAdmin(context)
            ? found
            : found with { Turns = [.. found.Turns.Select(static turn => turn with { UserText = null, ReplyText = null })] });
    }

    private static async Task<Results<Ok<TurnDto>, ProblemHttpResult>> GetAsync(
        string id, ClusterTurns turns, HttpContext context, CancellationToken cancellationToken)
    {
        var answer = await turns.FindAsync(id, cancellationToken);
        if (answer.Turn is { } turn)
            return TypedResults.Ok(TokenAuthentication.IsAdmin(context) ? turn : turn with { UserText = null, ReplyText = null });
        return answer.Outcome == NodeOutcome.Unanswered
            ? TypedResults.Problem($"A node that may have the turn '{id}' did not answer.", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Problem($"There is no turn '{id}' among the newest ones.", statusCode: StatusCodes.Status404NotFound);
    }
}
