using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Server.Provisioning;

/// <summary>
/// Lets unknown devices in one by one (protocol.md 6.3): a code a person confirms, or a serial number's key the device
/// proves to hold. Codes are short-lived and bounded; a device asking again gets the same one. Thread-safe.
/// </summary>
internal sealed class Activation(ActivationOptions options, IDeviceStore devices, TimeProvider time)
{
    private const int MaxPending = 1000;
    private const int CodeSpace = 1_000_000;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    // All live equally long: the first is the oldest.
    private readonly OrderedDictionary<string, Pending> _pending = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether devices must be activated.</summary>
    public bool IsRequired => options.Enabled;

    /// <summary>What a device is asked to show and prove; null when it may connect.</summary>
    public Pending? Ask(DeviceRecord device)
    {
        if (!options.Enabled || device.Activated)
            return null;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_pending.TryGetValue(device.Id, out var waiting) && waiting.Until > now)
                return waiting;
            Tidy(now);
            return _pending[device.Id] = new Pending(
                device.Id, NewCode(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), options.Message, now + _lifetime);
        }
    }

    /// <summary>A person typed the code a device shows.</summary>
    /// <returns>The device, or null when no device shows that code.</returns>
    public async ValueTask<DeviceRecord?> ConfirmAsync(string code, CancellationToken cancellationToken)
    {
        Pending? shown;
        lock (_gate)
            shown = _pending.Values.FirstOrDefault(pending => pending.Code == code && pending.Until > time.GetUtcNow());
        return shown is null ? null : await AdmitAsync(shown.DeviceId, cancellationToken);
    }

    /// <summary>A device asks whether it was activated, with a proof if it has a serial number.</summary>
    public async ValueTask<ActivationState> CheckAsync(string deviceId, ActivationProof? proof, CancellationToken cancellationToken)
    {
        var device = await devices.FindAsync(deviceId, cancellationToken);
        if (!options.Enabled || device is { Activated: true })
            return ActivationState.Done;
        Pending? waiting;
        lock (_gate)
            _pending.TryGetValue(deviceId, out waiting);
        if (device is null || waiting is null || waiting.Until <= time.GetUtcNow())
            return ActivationState.Unknown;
        if (proof is null || !options.Keys.TryGetValue(proof.SerialNumber, out var key))
            return ActivationState.Pending;
        if (!Proves(proof, waiting.Challenge, key))
            return ActivationState.Refused;
        await AdmitAsync(deviceId, cancellationToken);
        return ActivationState.Done;
    }

    private async ValueTask<DeviceRecord> AdmitAsync(string deviceId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var device = await devices.UpdateAsync(
            deviceId, known => (known ?? new DeviceRecord { Id = deviceId, FirstSeen = now, LastSeen = now }) with { Activated = true }, cancellationToken);
        lock (_gate)
            _pending.Remove(deviceId);
        return device;
    }

    private static bool Proves(ActivationProof proof, string challenge, string key)
    {
        var secret = Convert.FromHexString(key);
        var expected = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(challenge));
        return proof.Algorithm == "hmac-sha256" && proof.Challenge == challenge
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)), Encoding.ASCII.GetBytes(proof.Hmac.ToLowerInvariant()));
    }

    private void Tidy(DateTimeOffset now)
    {
        while (_pending.Count > 0 && (_pending.Count >= MaxPending || _pending.GetAt(0).Value.Until <= now))
            _pending.RemoveAt(0);
    }

    private string NewCode()
    {
        while (true)
        {
            var code = RandomNumberGenerator.GetInt32(CodeSpace).ToString("D6", CultureInfo.InvariantCulture);
            if (_pending.Values.All(pending => pending.Code != code))
                return code;
        }
    }

    /// <summary>A device that waits to be activated.</summary>
    internal sealed record Pending(string DeviceId, string Code, string Challenge, string Message, DateTimeOffset Until);
}

/// <summary>How far a device's activation is.</summary>
internal enum ActivationState
{
    Done,
    Pending,
    Refused,
    Unknown,
}

/// <summary>What a device with a serial number answers to a challenge.</summary>
internal sealed record ActivationProof(string Algorithm, string SerialNumber, string Challenge, string Hmac);
