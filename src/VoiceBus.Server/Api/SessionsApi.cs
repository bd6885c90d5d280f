using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Server.Api.Admin;
using VoiceBus.Server.Api.Cluster;

namespace VoiceBus.Server.Api;

/// <summary>The sessions of all nodes, and what an operator can do to one.</summary>
internal static class SessionsApi
{
    private const int MaxText = 2000;
    private const int MaxReason = 120; // A close frame has room for 123 bytes.

    /// <summary>Maps the routes; they ask for <see cref="ClusterSessions"/>.</summary>
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/sessions", ListAsync)
            .WithTags("sessions").WithName("getSessions").WithSummary("Sessions open now, newest first");
        endpoints.MapGet("/api/sessions/{id}", GetAsync)
            .WithTags("sessions").WithName("getSession").WithSummary("A session")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Command("say", "Say something to the device", "Spoken as soon as nobody else speaks.").MapPost("", SayAsync);
        Command("interrupt", "Make the device fall silent", "Ends what it says and what it was about to answer.").MapPost("", InterruptAsync);
        Command("close", "End the session", "The device may connect again.").MapPost("", CloseAsync);
        return endpoints;

        RouteGroupBuilder Command(string name, string summary, string description)
        {
            var group = endpoints.MapGroup($"/api/sessions/{{id}}/{name}");
            group.WithTags("sessions").WithName($"{name}Session").WithSummary(summary).WithDescription(description)
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
            group.RequireAdmin();
            return group;
        }
    }

    private static async Task<Ok<SessionsDto>> ListAsync(ClusterSessions sessions, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sessions.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SessionDto>, ProblemHttpResult>> GetAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken)
    {
        var answer = await sessions.AskOneAsync(new NodeQuestion(NodeQuestionKind.Show, id), cancellationToken);
        return Problem(answer.Outcome, id) is { } problem ? problem : TypedResults.Ok(answer.Sessions[0]);
    }

    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> SayAsync(
        string id, SayDto body, ClusterSessions sessions, CancellationToken cancellationToken)
    {
        var text = body.Text?.Trim() ?? "";
        if (text.Length is 0 or > MaxText)
            return Invalid("text", $"must be 1 to {MaxText} characters");
        return await PostAsync(new NodeQuestion(NodeQuestionKind.Say, id, text), sessions, cancellationToken) is { } problem ? problem : Done;
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> InterruptAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken) =>
        await PostAsync(new NodeQuestion(NodeQuestionKind.Interrupt, id), sessions, cancellationToken) is { } problem ? problem : Done;

    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> CloseAsync(
        string id, ClusterSessions sessions, CancellationToken cancellationToken, CloseDto? body = null)
    {
        var reason = body?.Reason?.Trim() is { Length: > 0 } given ? given : "closed by an operator";
        if (reason.Length > MaxReason)
            return Invalid("reason", $"must be at most {MaxReason} characters");
        return await PostAsync(new NodeQuestion(NodeQuestionKind.Close, id, reason), sessions, cancellationToken) is { } problem ? problem : Done;
    }

    private static Accepted Done => TypedResults.Accepted((string?)null);

    private static async Task<ProblemHttpResult?> PostAsync(NodeQuestion command, ClusterSessions sessions, CancellationToken cancellationToken) =>
        Problem((await sessions.AskOneAsync(command, cancellationToken)).Outcome, command.Session);

    private static ProblemHttpResult? Problem(NodeOutcome outcome, string id) => outcome switch
    {
        NodeOutcome.Done => null,
        NodeOutcome.Refused => TypedResults.Problem(
            "The session takes no commands: it has not begun, is over, or too many wait.", statusCode: StatusCodes.Status409Conflict),
        NodeOutcome.Unanswered => TypedResults.Problem(
            "The session is not here, and a node that may have it did not answer.", statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => TypedResults.Problem($"There is no session '{id}'.", statusCode: StatusCodes.Status404NotFound),
    };

    private static ValidationProblem Invalid(string field, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] });
}
