using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Sessions;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>What a connected device can be told, by its session or by its own id; the same bodies for both.</summary>
internal static class DeviceCommandsApi
{
    private const int MaxKept = 20;

    /// <summary>Maps say, alert, custom and reboot under a path that holds <c>{id}</c>.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="path">The path in front.</param>
    /// <param name="name">End of the operations' names.</param>
    /// <param name="tag">Their tag.</param>
    /// <param name="byDevice">Whether the id is a device's, not a session's.</param>
    public static void MapDeviceCommands(
        this IEndpointRouteBuilder endpoints, string path, string name, string tag, bool byDevice)
    {
        Command("say", "Say something to the device", "By priority: as soon as nobody speaks, at once, or in a quiet moment; or kept until the device was told.")
            .MapPost("", (string id, SayDto body, IServiceProvider services, ClusterSessions sessions, CancellationToken cancellationToken) =>
                body.Keep && byDevice
                    ? KeepAsync(id, body, services, sessions, cancellationToken)
                    : PostAsync(id, byDevice, body.ToCommand, sessions, cancellationToken));
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

    // It is the device's from now on, whatever becomes of its connection.
    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> KeepAsync(
        string id, SayDto body, IServiceProvider services, ClusterSessions sessions, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (body.ToCommand(errors) is not SessionCommand.Say said)
            return TypedResults.ValidationProblem(errors);
        if (services.GetService<IDeviceStore>() is not { } devices || services.GetService<IAlarmStore>() is not { } alarms
            || await devices.FindAsync(id, cancellationToken) is not { } device)
            return TypedResults.Problem($"There is no device '{id}'.", statusCode: StatusCodes.Status404NotFound);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds());
        if ((await alarms.ListAsync(device.Id, cancellationToken)).Count(static alarm => alarm.Kind == AlarmKind.Announcement) >= MaxKept)
            return TypedResults.Problem($"{MaxKept} announcements wait for the device already.", statusCode: StatusCodes.Status409Conflict);
        await alarms.AddAsync(
            new DeviceAlarm { Id = Guid.CreateVersion7(now).ToString("n"), DeviceId = device.Id, Kind = AlarmKind.Announcement, Message = said.Text, RingsAt = now, SetAt = now },
            cancellationToken);
        await sessions.AskOneAsync(ClusterRequest.Tell(device.Id, byDevice: true, new SessionCommand.AlarmsChanged()), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

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
