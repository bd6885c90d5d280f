using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Sessions;
using VoiceBus.Server.Provisioning;

namespace VoiceBus.Server.Api.Devices;

/// <summary>The devices this server knows.</summary>
internal static class DevicesApi
{
    /// <summary>Maps the list of devices.</summary>
    public static IEndpointRouteBuilder MapDevices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/devices", ListAsync).WithTags("devices").WithName("listDevices")
            .WithSummary("Devices that asked or connected, the one seen last first");
        return endpoints;
    }

    private static async Task<Ok<DevicesDto>> ListAsync(IDeviceStore devices, SessionManager sessions, CancellationToken cancellationToken)
    {
        var known = await devices.ListAsync(cancellationToken);
        return TypedResults.Ok(new DevicesDto([.. known.Select(device => DeviceDto.From(device, sessions.FindByDevice(device.Id)?.Id))]));
    }
}
