using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api.Memory;

/// <summary>Exports and deletes what was said with a device. Both are for the admin alone: these are people's words.</summary>
internal static class HistoryApi
{
    private const string Path = "/api/devices/{id}/history";
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    /// <summary>Maps both.</summary>
    public static void MapHistory(this IEndpointRouteBuilder endpoints)
    {
        Describe(endpoints.MapGet(Path, GetAsync), "getHistory", "Everything kept of what was said with a device");
        Describe(endpoints.MapDelete(Path, EraseAsync), "eraseHistory", "Delete everything kept of what was said with a device")
            .WithDescription("A session that is open forgets it as well, on whichever node; what waits to be written is included. 503 when a node did not answer: ask again.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithTags("devices").WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable).NeedsDatabase();

    private static async Task<Ok<HistoryDto>> GetAsync(
        string id, IHistoryStore history, MemoryWriter writer, MemoryOptions options, TimeProvider time, IEventSink events, HttpResponse response, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_deadline, time, new ExceptionGuard(events, "history"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await writer.DrainAsync(either.Token);
        var device = id.ToLowerInvariant();
        var turns = await history.ReadAsync(device, options.MaxTurns, either.Token);
        var summary = await history.ReadSummaryAsync(device, either.Token);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new HistoryDto(
            device, options.History == HistorySwitch.On, summary?.Text, [.. turns.Select(HistoryTurnDto.From)]));
    }

    private static async Task<Results<Ok<ErasedDto>, ProblemHttpResult>> EraseAsync(
        string id, MemoryWriter writer, ClusterMemory nodes, TimeProvider time, IEventSink events, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_deadline, time, new ExceptionGuard(events, "history"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var remaining = await nodes.ForgetAsync(id, either.Token);
        var turns = await writer.EraseAsync(id.ToLowerInvariant(), either.Token);
        return remaining.Count == 0
            ? TypedResults.Ok(new ErasedDto(turns))
            : TypedResults.Problem(
                $"{turns} turns were deleted here, but a session on another node may still know them: {string.Join(", ", remaining)} did not answer. Ask again.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
