using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Sessions;
using VoiceBus.Server.Api.Admin;

namespace VoiceBus.Server.Api;

/// <summary>The sessions of this process, and what an operator can do to one.</summary>
internal static class SessionsApi
{
    private const int MaxText = 2000;
    private const int MaxReason = 120; // A close frame has room for 123 bytes.

    /// <summary>Maps the routes; they ask for <see cref="SessionManager"/>.</summary>
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/sessions", List)
            .WithTags("sessions").WithName("getSessions").WithSummary("Sessions open now, newest first");
        endpoints.MapGet("/api/sessions/{id}", Get)
            .WithTags("sessions").WithName("getSession").WithSummary("A session")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Command("say", "Say something to the device", "Spoken as soon as nobody else speaks.").MapPost("", Say);
        Command("interrupt", "Make the device fall silent", "Ends what it says and what it was about to answer.").MapPost("", Interrupt);
        Command("close", "End the session", "The device may connect again.").MapPost("", Close);
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

    private static Ok<SessionsDto> List(SessionManager sessions) => TypedResults.Ok(new SessionsDto(
        [.. sessions.Sessions.OrderByDescending(static session => session.CreatedAt).Select(static session => SessionDto.From(session, detailed: false))]));

    private static Results<Ok<SessionDto>, ProblemHttpResult> Get(string id, SessionManager sessions) =>
        sessions.Find(id) is { } session ? TypedResults.Ok(SessionDto.From(session, detailed: true)) : Unknown(id);

    private static Results<Accepted, ValidationProblem, ProblemHttpResult> Say(string id, SayDto body, SessionManager sessions)
    {
        var text = body.Text?.Trim() ?? "";
        if (text.Length is 0 or > MaxText)
            return Invalid("text", $"must be 1 to {MaxText} characters");
        return Post(id, new SessionCommand.Say(text), sessions) is { } problem ? problem : TypedResults.Accepted((string?)null);
    }

    private static Results<Accepted, ProblemHttpResult> Interrupt(string id, SessionManager sessions) =>
        Post(id, new SessionCommand.Interrupt(), sessions) is { } problem ? problem : TypedResults.Accepted((string?)null);

    private static Results<Accepted, ValidationProblem, ProblemHttpResult> Close(string id, SessionManager sessions, CloseDto? body = null)
    {
        var reason = body?.Reason?.Trim() is { Length: > 0 } given ? given : "closed by an operator";
        if (reason.Length > MaxReason)
            return Invalid("reason", $"must be at most {MaxReason} characters");
        return Post(id, new SessionCommand.Close(reason), sessions) is { } problem ? problem : TypedResults.Accepted((string?)null);
    }

    private static ProblemHttpResult? Post(string id, SessionCommand command, SessionManager sessions)
    {
        if (sessions.Find(id) is not { } session)
            return Unknown(id);
        return session.Inbox?.Post(command) == true
            ? null
            : TypedResults.Problem("The session takes no commands: it has not begun, is over, or too many wait.", statusCode: StatusCodes.Status409Conflict);
    }

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem($"There is no session '{id}'.", statusCode: StatusCodes.Status404NotFound);

    private static ValidationProblem Invalid(string field, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] });
}
