using System.Security.Cryptography;
using System.Text;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// Lets unknown devices in one by one (protocol.md 6.3): a code a person confirms, or a serial number's key the device proves
/// to hold. A code belongs to Device-Id and Client-Id, and typing it binds the two; nothing else changes a binding.
/// Thread-safe; throws what the database's driver throws.
/// </summary>
public sealed class Activation(
    DeviceGateOptions gate, ActivationOptions options, IDeviceStore devices, IActivationStore pending, IEventSink events, TimeProvider time)
{
    /// <summary>What a client is asked to show and prove; null when it may connect.</summary>
    /// <param name="deviceId">The device, in lower case.</param>
    /// <param name="known">What is known of it, or null.</param>
    /// <param name="clientId">Who wants to be it, or null.</param>
    /// <param name="address">Where it asks from, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<PendingActivation?> AskAsync(
        string deviceId, DeviceRecord? known, string? clientId, string? address, CancellationToken cancellationToken)
    {
        var client = clientId ?? "";
        if (!gate.IsClosed || known?.IsActivatedFor(client) == true)
            return null;
        var (waiting, isNew) = await pending.AskAsync(deviceId, client, address, cancellationToken);
        if (isNew)
            events.Emit(new DeviceAwaitsActivation(deviceId, DeviceIds.Shown(client)!, address));
        return waiting;
    }

    /// <summary>A person typed the code a device shows: from now on its Device-Id belongs to its Client-Id.</summary>
    /// <returns>The device before and after, or null when no device shows that code.</returns>
    public async ValueTask<(DeviceRecord? Before, DeviceRecord After)?> ConfirmAsync(string code, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(code, cancellationToken) is not { } shown)
            return null;
        DeviceRecord? before = null;
        var after = await devices.UpdateAsync(
            shown.DeviceId, known => Bound(before = known, shown), cancellationToken);
        await pending.RemoveAsync(shown, cancellationToken);
        events.Emit(new DeviceBound(after.Id, DeviceIds.Shown(shown.ClientId)!, shown.Address, "code"));
        return (before, after);
    }

    /// <summary>A device asks whether it was activated, with a proof if it has a serial number.</summary>
    public async ValueTask<ActivationState> CheckAsync(string deviceId, string? clientId, ActivationProof? proof, CancellationToken cancellationToken)
    {
        var client = clientId ?? "";
        var device = await devices.FindAsync(deviceId, cancellationToken);
        if (!gate.IsClosed || device?.IsActivatedFor(client) == true)
            return ActivationState.Done;
        if (await pending.FindAsync(deviceId, client, cancellationToken) is not { } waiting)
            return ActivationState.Unknown;
        if (proof is null || !options.Keys.TryGetValue(proof.SerialNumber, out var key))
            return ActivationState.Pending;
        if (!Proves(proof, waiting.Challenge, key))
            return ActivationState.Refused;
        // It proves whose chip it is, not whose Device-Id.
        var after = await devices.UpdateAsync(deviceId, known => known is { Activated: true } ? known : Bound(known, waiting), cancellationToken);
        if (!after.IsActivatedFor(client))
            return ActivationState.Pending;
        await pending.RemoveAsync(waiting, cancellationToken);
        events.Emit(new DeviceBound(deviceId, DeviceIds.Shown(client)!, waiting.Address, "serial number"));
        return ActivationState.Done;
    }

    private DeviceRecord Bound(DeviceRecord? known, PendingActivation client) =>
        (known ?? new DeviceRecord { Id = client.DeviceId, FirstSeen = time.GetUtcNow(), LastSeen = time.GetUtcNow() }) with
        {
            Activated = true,
            BoundClientId = client.ClientId,
            ClientId = client.ClientId.Length > 0 ? client.ClientId : null,
            Address = client.Address,
            TokenIssued = null,
            TokenUsed = null,
        };

    private static bool Proves(ActivationProof proof, string challenge, string key)
    {
        var secret = Convert.FromHexString(key);
        var expected = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(challenge));
        return proof.Algorithm == "hmac-sha256" && proof.Challenge == challenge
            && BearerToken.Matches(proof.Hmac.ToLowerInvariant(), Convert.ToHexStringLower(expected));
    }
}

/// <summary>How far a device's activation is.</summary>
public enum ActivationState
{
    /// <summary>It is let in.</summary>
    Done,
    /// <summary>Somebody must type its code still.</summary>
    Pending,
    /// <summary>Its proof does not fit the challenge.</summary>
    Refused,
    /// <summary>It shows no code that is good: it must ask for provisioning first.</summary>
    Unknown,
}

/// <summary>What a device with a serial number answers to a challenge.</summary>
public sealed record ActivationProof(string Algorithm, string SerialNumber, string Challenge, string Hmac);
