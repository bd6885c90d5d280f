using VoiceBus.Core.Facts;
using VoiceBus.Server.Transport;

namespace VoiceBus.Server.Provisioning;

/// <summary>Lets devices connect that are enabled and, where that is asked for, activated. Thread-safe.</summary>
internal sealed class DeviceGate(IDeviceStore devices, Activation activation, IFactTeller facts, TimeProvider time) : IDeviceGate
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async ValueTask<string?> RefuseAsync(DeviceIdentity identity, CancellationToken cancellationToken) =>
        await TryAsync(token => JudgeAsync(identity, token), activation.IsRequired ? "the registry of devices cannot be read" : null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WelcomeAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.DeviceId?.ToLowerInvariant() is not { } id)
            return;
        var now = time.GetUtcNow();
        await TryAsync<DeviceRecord?>(async token => await devices.UpdateAsync(id, known => known is null
            ? new DeviceRecord { Id = id, ClientId = identity.ClientId, FirstSeen = now, LastSeen = now }
            : known with { ClientId = identity.ClientId ?? known.ClientId, LastSeen = now }, token), null, cancellationToken);
    }

    // Without the registry, who must be known stays out; everybody else is let in and not remembered.
    private async ValueTask<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> ask, T otherwise, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws.
            facts.Tell(new MemoryUnavailable(failure.Message));
            return otherwise;
        }
    }

    private async ValueTask<string?> JudgeAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        var id = identity.DeviceId?.ToLowerInvariant();
        var device = id is null ? null : await devices.FindAsync(id, cancellationToken);
        var reason = device is { Enabled: false } ? "the device is switched off"
            : activation.IsRequired && device is not { Activated: true } ? "the device is not activated" : null;
        if (reason is not null)
            facts.Tell(new DeviceRefused(id ?? "", reason));
        return reason;
    }
}
