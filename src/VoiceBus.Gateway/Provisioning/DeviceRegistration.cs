using VoiceBus.Core.Devices;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// Remembers a board that asks at boot, and gives it what it needs to be let in: a token of its own, and a code while it is
/// not activated. Thread-safe.
/// </summary>
internal sealed class DeviceRegistration(
    DeviceRules rules, IDeviceStore devices, DeviceCredentials credentials, Activation activation, AdmittedDevices admitted, RegistryTimeout timeout,
    TimeProvider time)
{
    private static readonly Registered _nothing = new("", null);

    /// <summary>Takes a board in.</summary>
    /// <param name="request">What it says of itself.</param>
    /// <param name="address">Where it asks from, or null.</param>
    /// <param name="serverUrl">Where it asks: this server as it reaches it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it is given; null when the registry cannot be read and it was not let in before.</returns>
    public async Task<Registered?> RegisterAsync(OtaRequest request, string? address, string serverUrl, CancellationToken cancellationToken)
    {
        if (request.DeviceId.Length == 0)
            return _nothing;
        var given = await timeout.TryAsync<Registered?>(token => RegisterOrThrowAsync(request, address, serverUrl, token), static () => null, cancellationToken);
        return given ?? await WithoutRegistryAsync(request, cancellationToken);
    }

    private async ValueTask<Registered?> RegisterOrThrowAsync(OtaRequest request, string? address, string serverUrl, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var device = await devices.UpdateAsync(request.DeviceId, known => Merge(known, request, address, serverUrl, now), cancellationToken);
        var waiting = await activation.AskAsync(device.Id, device, request.ClientId, address, cancellationToken);
        return new Registered(await credentials.IssueAsync(device.Id, request.ClientId, cancellationToken), waiting);
    }

    // The key is known by now if anybody was ever given a token; else boards keep the token they have only where none is needed.
    private async ValueTask<Registered?> WithoutRegistryAsync(OtaRequest request, CancellationToken cancellationToken)
    {
        if (rules.IsClosed && !admitted.Knows(request.DeviceId, request.ClientId ?? ""))
            return null;
        return await timeout.TryAsync<Registered?>(
            async token => new Registered(await credentials.IssueAsync(request.DeviceId, request.ClientId, token), null),
            () => rules.IsClosed ? null : _nothing, cancellationToken);
    }

    // What a stranger says of a device that belongs to somebody is not believed.
    private static DeviceRecord Merge(DeviceRecord? known, OtaRequest request, string? address, string serverUrl, DateTimeOffset now)
    {
        var device = known ?? new DeviceRecord { Id = request.DeviceId, FirstSeen = now, LastSeen = now };
        if (device.BoundClientId is { } bound && bound != (request.ClientId ?? ""))
            return device;
        return device with
        {
            ClientId = request.ClientId ?? device.ClientId,
            SerialNumber = request.SerialNumber ?? device.SerialNumber,
            Name = device.Name.Length > 0 ? device.Name : request.Name,
            Board = request.Board.Length > 0 ? request.Board : device.Board,
            Firmware = request.Firmware.Length > 0 ? request.Firmware : device.Firmware,
            Address = address ?? device.Address,
            ServerUrl = serverUrl,
            LastSeen = now,
        };
    }
}

/// <summary>What a board is given.</summary>
/// <param name="Token">Its own, or empty.</param>
/// <param name="Waiting">Its code while it is not activated, or null.</param>
internal sealed record Registered(string Token, PendingActivation? Waiting);
