using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Sessions;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>What a connected device can be told, by its session or by its own id; the same bodies for both.</summary>
internal static class DeviceCommandsApi
{
    /// <summary>Maps say, alert, custom and reboot under a path that holds <c>{id}</c>.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="path">The path in front.</param>
    /// <param name="name">End of the operations' names.</param>
    /// <param name="tag">Their tag.</param>
    /// <param name="byDevice">Whether the id is a device's, not a session's.</param>
    public static void MapDeviceCommands(
        this IEndpointRouteBuilder endpoints, string path, string name, string tag, bool byDevice)
    {
        Command("say", "Say something to the device", "By priority: as soon as nobody speaks, at once, or in a quiet moment.")
            .MapPost("", (string id, SayDto body, ClusterSessions sessions, CancellationToken cancellationToken) =>
                PostAsync(id, byDevice, body.ToCommand, sessions, cancellationToken));
        Command("alert", "Show something on the device and ring for it", "Boards show it at once, whatever they do.")
            .MapPost("", (string id, AlertDto body, ClusterSessions sessions, CancellationToken cancellationToken) =>
                PostAsync(id, byDevice, body.ToCommand, sessions, cancellationToken));
        Command("custom", "Pass content on to the device's own program", "Devices built without support for it ignore it.")
            .MapPost("", (string id, CustomDto body, ClusterSessions sessions, CancellationToken cancellationToken) =>
                PostAsync(id, byDevice, body.ToCommand, sessions, cancellationToken));
        Command("reboot", "Let the device start again", "Its session ends with its connection.")
            .MapPost("", (string id, ClusterSessions sessions, CancellationToken cancellationToken) =>
                PostAsync(id, byDevice, static _ => new SessionCommand.Reboot(), sessions, cancellationToken));

        RouteGroupBuilder Command(string verb, string summary, string description)
        {
            var group = endpoints.MapGroup($"{path}/{verb}");
            group.WithTags(tag).WithName($"{verb}{name}").WithSummary(summary).WithDescription(description)
                .ProducesProblem(StatusCodes.Status401Unauthorized)
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
            return group;
        }
    }

    /// <summary>What became of a command, as a problem; null when it was done.</summary>
    public static ProblemHttpResult? Problem(NodeOutcome outcome, string id) => outcome switch
    {
        NodeOutcome.Done => null,
        NodeOutcome.Refused => TypedResults.Problem(
            "The session takes no commands: it has not begun, is over, or too many wait.", statusCode: StatusCodes.Status409Conflict),
        NodeOutcome.Unanswered => TypedResults.Problem(
            $"'{id}' is not connected here, and a node that it may be connected to did not answer.", statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => TypedResults.Problem($"Nothing connected is known as '{id}'.", statusCode: StatusCodes.Status404NotFound),
    };

    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> PostAsync(
        string id,
        bool byDevice,
        Func<Dictionary<string, string[]>, SessionCommand?> read,
        ClusterSessions sessions,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (read(errors) is not { } command)
            return TypedResults.ValidationProblem(errors);
        var answer = await sessions.AskOneAsync(ClusterRequest.Tell(id, byDevice, command), cancellationToken);
        return Problem(answer.Outcome, id) is { } problem ? problem : TypedResults.Accepted((string?)null);
    }
}
