using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Sessions;
using VoiceBus.Server.Api.Admin;

namespace VoiceBus.Server.Api;

/// <summary>What a connected device can be told, by its session or by its own id; the same bodies for both.</summary>
internal static class DeviceCommandsApi
{
    /// <summary>Maps say, alert, custom and reboot under a path that holds <c>{id}</c>.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="path">The path in front.</param>
    /// <param name="name">End of the operations' names.</param>
    /// <param name="tag">Their tag.</param>
    /// <param name="find">Finds the session meant by an id.</param>
    public static void MapDeviceCommands(
        this IEndpointRouteBuilder endpoints, string path, string name, string tag, Func<SessionManager, string, Session?> find)
    {
        Command("say", "Say something to the device", "By priority: as soon as nobody speaks, at once, or in a quiet moment.")
            .MapPost("", (string id, SayDto body, SessionManager sessions) => Post(find(sessions, id), id, body.ToCommand));
        Command("alert", "Show something on the device and ring for it", "Boards show it at once, whatever they do.")
            .MapPost("", (string id, AlertDto body, SessionManager sessions) => Post(find(sessions, id), id, body.ToCommand));
        Command("custom", "Pass content on to the device's own program", "Devices built without support for it ignore it.")
            .MapPost("", (string id, CustomDto body, SessionManager sessions) => Post(find(sessions, id), id, body.ToCommand));
        Command("reboot", "Let the device start again", "Its session ends with its connection.")
            .MapPost("", (string id, SessionManager sessions) => Post(find(sessions, id), id, static _ => new SessionCommand.Reboot()));

        RouteGroupBuilder Command(string verb, string summary, string description)
        {
            var group = endpoints.MapGroup($"{path}/{verb}");
            group.WithTags(tag).WithName($"{verb}{name}").WithSummary(summary).WithDescription(description)
                .ProducesProblem(StatusCodes.Status401Unauthorized)
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
            group.RequireAdmin();
            return group;
        }
    }

    /// <summary>The session is there and takes nothing.</summary>
    public static ProblemHttpResult Refused() => TypedResults.Problem(
        "The session takes no commands: it has not begun, is over, or too many wait.", statusCode: StatusCodes.Status409Conflict);

    private static Results<Accepted, ValidationProblem, ProblemHttpResult> Post(
        Session? session, string id, Func<Dictionary<string, string[]>, SessionCommand?> read)
    {
        var errors = new Dictionary<string, string[]>();
        if (read(errors) is not { } command)
            return TypedResults.ValidationProblem(errors);
        if (session is null)
            return TypedResults.Problem($"Nothing connected is known as '{id}'.", statusCode: StatusCodes.Status404NotFound);
        return session.Inbox?.Post(command) == true ? TypedResults.Accepted((string?)null) : Refused();
    }
}
