using VoiceBus.Core.Devices;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>Which credential lets which device in: the whole table, in one place. Pure but for the clock.</summary>
internal sealed class DeviceRules(DeviceGateOptions options, TimeProvider time)
{
    private const string NotActivated = "the device is not activated; type the code it shows at the console, under Devices";
    private const string Expired = "the token is older than 30 days and was not used in the last 30; restart the device so that it asks for a new one";

    /// <summary>Whether devices need a credential at all.</summary>
    public bool IsClosed => options.IsClosed;

    /// <summary>Whether the static token lets devices in that are not activated.</summary>
    public bool StaticTokenSuffices => options.StaticTokenSuffices;

    /// <summary>Judges a device.</summary>
    /// <param name="credential">What it brought.</param>
    /// <param name="clientId">Its client id; empty when it sent none.</param>
    /// <param name="device">What is known of it, or null.</param>
    /// <returns>Why it may not connect, or null when it may.</returns>
    public string? Refuse(DeviceCredential credential, string clientId, DeviceRecord? device)
    {
        var reason = options.IsClosed ? RefuseCredential(credential, clientId, device) : null;
        return reason ?? (device is { Enabled: false } ? "the device is switched off" : null);
    }

    /// <summary>The record of a device that is let in now.</summary>
    public DeviceRecord Seen(string id, DeviceRecord? known, DeviceCredential credential, DeviceIdentity identity)
    {
        var now = time.GetUtcNow();
        var device = known ?? new DeviceRecord { Id = id, FirstSeen = now, LastSeen = now };
        device = device with { ClientId = identity.ClientId ?? device.ClientId, Address = identity.Address ?? device.Address, LastSeen = now };
        if (Binds(credential, identity) && device is { Activated: true, BoundClientId: null })
            device = device with { BoundClientId = identity.ClientId ?? "" };
        // An older token than the one in use does not take its place while that is good.
        if (credential.Kind == CredentialKind.Own && (credential.Issued >= device.TokenIssued || !IsRecent(device.TokenUsed) || device.TokenIssued > now))
            device = device with { TokenIssued = credential.Issued, TokenUsed = now };
        return device;
    }

    // Whoever was proven to hold a credential, and says who he is.
    private static bool Binds(DeviceCredential credential, DeviceIdentity identity) =>
        credential.Kind == CredentialKind.Own || (credential.Kind == CredentialKind.Static && identity.ClientId is not null);

    private string? RefuseCredential(DeviceCredential credential, string clientId, DeviceRecord? device) => credential.Kind switch
    {
        CredentialKind.Static => options.StaticTokenSuffices || device is { Activated: true } ? null : NotActivated,
        // A page may not speak as a device that belongs to somebody.
        CredentialKind.Ticket => device is { BoundClientId: { } bound } && bound != clientId
            ? "the device belongs to another Client-Id; a talk page uses an id of its own" : null,
        CredentialKind.Own => RefuseOwn(credential, clientId, device),
        CredentialKind.Xinnan => device is not { Activated: true } ? NotActivated : IsRecent(credential.Issued) ? null : Expired,
        CredentialKind.None => "this server wants a device token: send the one of its OTA answer, or that of VOICEBUS_DEVICE_TOKEN, as Authorization: Bearer",
        _ => "the token is not one of this server for this Device-Id and Client-Id; restart the device so that it asks for a new one",
    };

    private string? RefuseOwn(DeviceCredential credential, string clientId, DeviceRecord? device)
    {
        if (device is not { Activated: true })
            return NotActivated;
        if (!device.IsActivatedFor(clientId))
            return "the device belongs to another Client-Id; restart it, and type the code it shows at the console";
        var inUse = device.TokenIssued == credential.Issued && IsRecent(device.TokenUsed);
        return inUse || IsRecent(credential.Issued) ? null : Expired;
    }

    private bool IsRecent(DateTimeOffset? at) => at is { } then && time.GetUtcNow() - then <= SignedToken.Lifetime;
}
