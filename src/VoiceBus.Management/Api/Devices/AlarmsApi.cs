using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Access;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Memory;

namespace VoiceBus.Management.Api.Devices;

/// <summary>The timers, alarms and announcements that wait for a device.</summary>
public static class AlarmsApi
{
    private const string Path = "/api/devices/{id}/alarms";

    /// <summary>Maps the routes.</summary>
    public static IEndpointRouteBuilder MapAlarms(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, ListAsync).WithTags("devices").WithName("listAlarms").WithSummary("What a device is to be told at its time, the next one first")
            .WithDescription("Timers, alarms and kept announcements, of devices that are away as well: who comes back later is told then, once. Names and messages are for the admin.").NeedsDatabase();
        endpoints.MapDelete($"{Path}/{{alarm}}", RemoveAsync).WithTags("devices").WithName("removeAlarm").WithSummary("Cancel one of them")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound).NeedsDatabase();
        return endpoints;
    }

    private static async Task<Ok<AlarmsDto>> ListAsync(string id, HttpContext context, IAlarmStore alarms, CancellationToken cancellationToken)
    {
        var isAdmin = TokenAuthentication.IsAdmin(context);
        return TypedResults.Ok(new AlarmsDto([.. (await alarms.ListAsync(id, cancellationToken)).Select(alarm => AlarmDto.From(alarm, isAdmin))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, string alarm, IAlarmStore alarms, ClusterSessions nodes, CancellationToken cancellationToken)
    {
        if (!await alarms.RemoveAsync(id, alarm, cancellationToken))
            return TypedResults.Problem($"The device has no '{alarm}'.", statusCode: StatusCodes.Status404NotFound);
        await nodes.AskOneAsync(ClusterRequest.Tell(id, byDevice: true, new SessionCommand.AlarmsChanged()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What waits for a device.</summary>
/// <param name="Alarms">The next one first.</param>
internal sealed record AlarmsDto(IReadOnlyList<AlarmDto> Alarms);

/// <summary>Something a device is to be told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">timer, alarm or announcement.</param>
/// <param name="Name">What its user calls it; empty for nothing in particular.</param>
/// <param name="Message">What to say; null for a plain ring.</param>
/// <param name="RingsAt">UTC.</param>
/// <param name="Time">The time of day of an alarm in the devices' zone, or null.</param>
/// <param name="Days">The days it repeats on, in English; empty for once.</param>
/// <param name="Snoozed">Whether it rang before and was put off.</param>
internal sealed record AlarmDto(
    string Id, string Kind, string Name, string? Message, DateTimeOffset RingsAt, string? Time, IReadOnlyList<string> Days, bool Snoozed)
{
    /// <summary>Describes one.</summary>
    /// <param name="alarm">Which.</param>
    /// <param name="shown">Whether what people said is shown.</param>
    public static AlarmDto From(DeviceAlarm alarm, bool shown) => new(
        alarm.Id, alarm.Kind.ToString().ToLowerInvariant(), shown ? alarm.Name : "", shown ? alarm.Message : null, alarm.RingsAt,
        alarm.TimeOfDay?.ToString("HH:mm", CultureInfo.InvariantCulture),
        [.. Enum.GetValues<DayOfWeek>().Where(day => (alarm.Days & AlarmTimes.Of(day)) != 0).Select(static day => day.ToString().ToLowerInvariant())], alarm.Snoozed);
}

/// <summary>Serialization of the bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AlarmsDto))]
internal sealed partial class AlarmJson : JsonSerializerContext;
