using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Api.Memory;

namespace VoiceBus.Management.Api.Devices;

/// <summary>The devices this server knows, and what an operator can do to them.</summary>
public static class DevicesApi
{
    private const string Path = "/api/devices";
    private const int MaxPage = 1000;

    /// <summary>Maps the registry and the commands by device id.</summary>
    public static IEndpointRouteBuilder MapDevices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, ListAsync).WithTags("devices").WithName("listDevices").ProducesValidationProblem()
            .WithSummary("Devices that asked or connected, the one seen last first")
            .WithDescription("search looks into id, name, board and the shown part of the client id, whatever the case; connected=true leaves out who is away. waiting lists who wants to be let in as the device.").NeedsDatabase();
        endpoints.MapGet($"{Path}/{{id}}", GetAsync).WithTags("devices").WithName("getDevice").WithSummary("A device")
            .ProducesProblem(StatusCodes.Status404NotFound).NeedsDatabase();
        Write(endpoints.MapPatch($"{Path}/{{id}}", PatchAsync)).WithName("patchDevice")
            .Accepts<JsonObject>("application/merge-patch+json", "application/json")
            .WithSummary("Change name, persona, enabled or listen_while_speaking (JSON merge patch)")
            .WithDescription("A device that is switched off is let go at once and refused from then on. listen_while_speaking counts from the next connection on: true lets a device be heard while it speaks that cancels the echo by itself, false does not, null leaves it to the hello's features.echo_cancelled.");
        Write(endpoints.MapDelete($"{Path}/{{id}}", DeleteAsync)).WithName("deleteDevice").WithSummary("Forget a device")
            .WithDescription("It is let go, and comes back as a new one unless devices must be activated.");
        Write(endpoints.MapPost($"{Path}/activate", ActivateAsync)).WithName("activateDevice")
            .WithSummary("Confirm the code a device shows")
            .WithDescription("Its Device-Id belongs to its Client-Id from then on; another client that had it is let go.");
        endpoints.MapDeviceCommands($"{Path}/{{id}}", "Device", "devices", byDevice: true);
        return endpoints;
    }

    private static RouteHandlerBuilder Write(RouteHandlerBuilder route) => route
        .WithTags("devices").ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound)
        .NeedsDatabase();

    private static async Task<Results<Ok<DevicesDto>, ValidationProblem>> ListAsync(
        IDeviceStore devices, IActivationStore activations, SessionManager sessions, CancellationToken cancellationToken,
        string? search = null, bool connected = false, int limit = 200, int offset = 0)
    {
        if (limit is < 1 or > MaxPage)
            return Invalid("limit", $"must be 1 to {MaxPage}");
        if (offset < 0)
            return Invalid("offset", "must not be negative");
        var known = await devices.ListAsync(cancellationToken);
        var waiting = (await activations.ListAsync(cancellationToken)).ToLookup(static client => client.DeviceId);
        DeviceDto[] found = [.. known.Where(device => IsLike(device, search?.Trim() ?? "")).Select(device => Describe(device, sessions, waiting[device.Id]))
            .Where(device => device.Connected || !connected)];
        return TypedResults.Ok(new DevicesDto([.. found.Skip(offset).Take(limit)], found.Length));
    }

    private static async Task<Results<Ok<DeviceDto>, ProblemHttpResult>> GetAsync(
        string id, IDeviceStore devices, IActivationStore activations, SessionManager sessions, CancellationToken cancellationToken) =>
        await devices.FindAsync(id, cancellationToken) is { } device
            ? TypedResults.Ok(Describe(device, sessions, await activations.ListAsync(device.Id, cancellationToken))) : Unknown(id);

    private static async Task<Results<Ok<DeviceDto>, ValidationProblem, ProblemHttpResult>> PatchAsync(
        string id, JsonObject patch, IDeviceStore devices, [FromServices] IPersonaStore? personas, IActivationStore activations,
        AdmittedDevices admitted, SessionManager sessions, ClusterSessions nodes, IEventSink events, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var change = DeviceChange.Read(patch, errors);
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);
        if (await devices.FindAsync(id, cancellationToken) is not { } seen)
            return Unknown(id);
        if (change.Apply(seen).Persona is { } persona && personas is not null && await personas.FindAsync(persona, cancellationToken) is null)
            return Invalid("persona", $"there is no persona '{persona}'; /api/personas lists them");
        var device = await devices.UpdateAsync(seen.Id, known => change.Apply(known ?? seen), cancellationToken);
        events.Emit(new DeviceChanged(device.Id, string.Join(", ", patch.Select(static field => field.Key))));
        if (!device.Enabled)
        {
            admitted.Remove(device.Id);
            await ReleaseAsync(device.Id, "the device was switched off", nodes, cancellationToken);
        }

        return TypedResults.Ok(Describe(device, sessions, await activations.ListAsync(device.Id, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, IDeviceStore devices, IActivationStore activations, IAlarmStore alarms, AdmittedDevices admitted, ClusterSessions nodes, IEventSink events,
        CancellationToken cancellationToken)
    {
        if (!await devices.RemoveAsync(id, cancellationToken))
            return Unknown(id);
        admitted.Remove(id);
        await activations.RemoveAllAsync(id.ToLowerInvariant(), cancellationToken);
        await alarms.RemoveAllAsync(id, cancellationToken);
        events.Emit(new DeviceForgotten(id.ToLowerInvariant()));
        await ReleaseAsync(id, "the device was removed", nodes, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<DeviceDto>, ValidationProblem, ProblemHttpResult>> ActivateAsync(
        ActivateDto body, Activation activation, IActivationStore activations, AdmittedDevices admitted, SessionManager sessions, ClusterSessions nodes,
        IEventSink events, CancellationToken cancellationToken)
    {
        var code = body.Code?.Trim() ?? "";
        if (code.Length != 6 || !code.All(char.IsAsciiDigit))
            return Invalid("code", "must be the six digits the device shows");
        if (await activation.ConfirmAsync(code, cancellationToken) is not var (before, device))
            return TypedResults.Problem($"No device shows the code {code} now; codes last half an hour.", statusCode: StatusCodes.Status404NotFound);
        events.Emit(new DeviceChanged(device.Id, "activated"));
        if (before?.BoundClientId is { } owner && owner != device.BoundClientId)
        {
            admitted.Remove(device.Id);
            await ReleaseAsync(device.Id, "the device belongs to another client now", nodes, cancellationToken);
        }

        return TypedResults.Ok(Describe(device, sessions, await activations.ListAsync(device.Id, cancellationToken)));
    }

    /// <summary>Whichever node it is connected to; from now on none takes it.</summary>
    private static Task<ClusterResponse> ReleaseAsync(string id, string reason, ClusterSessions nodes, CancellationToken cancellationToken) =>
        nodes.AskOneAsync(ClusterRequest.Tell(id, byDevice: true, new SessionCommand.Close(reason, CloseCause.Refused)), cancellationToken);

    private static bool IsLike(DeviceRecord device, string search) =>
        search.Length == 0 || new[] { device.Id, device.Name, device.Board, DeviceIds.Shown(device.ClientId) }
            .Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private static DeviceDto Describe(DeviceRecord device, SessionManager sessions, IEnumerable<PendingActivation> waiting) =>
        DeviceDto.From(device, sessions.FindByDevice(device.Id)?.Id, waiting);

    private static ProblemHttpResult Unknown(string id) =>
        TypedResults.Problem($"There is no device '{id}'.", statusCode: StatusCodes.Status404NotFound);

    private static ValidationProblem Invalid(string field, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [problem] });
}
