using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Sessions;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>The sessions of all nodes, and what an operator can do to one.</summary>
public static class SessionsApi
{
    private const int MaxReason = 120; // Of its bytes the close frame carries what fits (CloseReason).
    private const int MaxPage = 1000;
    private const int MaxOffset = 1_000_000;

    /// <summary>Maps the routes; they ask for <see cref="ClusterSessions"/>.</summary>
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/sessions", ListAsync)
            .WithTags("sessions").WithName("getSessions").WithSummary("Sessions open now, newest first")
            .WithDescription("search looks into id, device, user and client id, whatever the case. A node that does not answer within two seconds is named under unanswered.");
        endpoints.MapGet("/api/sessions/{id}", GetAsync)
            .WithTags("sessions").WithName("getSession").WithSummary("A session")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Command("interrupt", "Make the device fall silent", "Ends what it says and what it was about to answer.").MapPost("", InterruptAsync);
        Command("close", "End the session", "The device may connect again.").MapPost("", CloseAsync);
        endpoints.MapDeviceCommands("/api/sessions/{id}", "Session", "sessions", byDevice: false);
        return endpoints;

        RouteGroupBuilder Command(string name, string summary, string description)
        {
            var group = endpoints.MapGroup($"/api/sessions/{{id}}/{name}");
            group.WithTags("sessions").WithName($"{name}Session").WithSummary(summary).WithDescription(description)
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
            return group;
        }
    }

    private static async Task<Results<Ok<SessionsDto>, ValidationProblem>> ListAsync(
        ClusterSessions sessions,
        CancellationToken cancellationToken,
        string? search = null,
        [Description("At most so many, 1 to 1000.")] int limit = 200,
        [Description("Pass over so many.")] int offset = 0)
    {
        if (limit is < 1 or > MaxPage)
            return Invalid("limit", $"must be 1 to {MaxPage}");
        if (offset is < 0 or > MaxOffset)
            return Invalid("offset", $"must be 0 to {MaxOffset}");
        return TypedResults.Ok(await sessions.ListAsync(search?.Trim() ?? "", offset, limit, cancellationToken));
    }

    private static async Task<Results<Ok<SessionDto>, ProblemHttpResult>> GetAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken)
    {
        var answer = await sessions.AskOneAsync(new ClusterRequest(id), cancellationToken);
        return DeviceCommandsApi.Problem(answer.Outcome, id) is { } problem ? problem : TypedResults.Ok(answer.Sessions[0]);
    }

    private static Task<Results<Accepted, ProblemHttpResult>> InterruptAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken) =>
        TellAsync(id, new SessionCommand.Interrupt(), sessions, cancellationToken);

    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> CloseAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken, CloseDto? body = null)
    {
        var reason = body?.Reason?.Trim() is { Length: > 0 } given ? given : "closed by an operator";
        if (reason.Length > MaxReason)
            return Invalid("reason", $"must be at most {MaxReason} characters");
        return (await TellAsync(id, new SessionCommand.Close(reason), sessions, cancellationToken)).Result is ProblemHttpResult problem
            ? problem
            : TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> TellAsync(
        string id, SessionCommand command, ClusterSessions sessions, CancellationToken cancellationToken)
    {
        var answer = await sessions.AskOneAsync(ClusterRequest.Tell(id, byDevice: false, command), cancellationToken);
        return DeviceCommandsApi.Problem(answer.Outcome, id) is { } problem ? problem : TypedResults.Accepted((string?)null);
    }

    private static ValidationProblem Invalid(string field, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] });
}
