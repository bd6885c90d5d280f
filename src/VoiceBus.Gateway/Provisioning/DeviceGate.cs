using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>Lets devices in by the rules, remembers and binds them; gets by without the registry. Thread-safe.</summary>
internal sealed class DeviceGate(
    IDeviceStore devices, DeviceCredentials credentials, DeviceRules rules, Activation activation, AdmittedDevices admitted,
    RegistryTimeout timeout, IEventSink events) : IDeviceGate
{
    private static readonly DeviceRefusal _unreadable =
        new(StatusCodes.Status503ServiceUnavailable, "the registry of devices cannot be read at the moment; try again");

    /// <inheritdoc/>
    public async ValueTask<DeviceAdmission> AdmitAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        var brought = new Brought(identity);
        var admission = await timeout.TryAsync(
            token => JudgeAsync(brought, token), () => new DeviceAdmission(WithoutRegistry(brought)), cancellationToken);
        if (admission.Refusal is { } refusal)
            events.Emit(new DeviceRefused(brought.DeviceId ?? "", refusal.Reason));
        return admission;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> RecheckAsync(DeviceIdentity identity, CancellationToken cancellationToken) =>
        identity.DeviceId is not { } id ? null : await timeout.TryAsync(
            async token => await devices.FindAsync(id, token) is { Enabled: false } ? "the device is switched off" : null, () => null, cancellationToken);

    private async ValueTask<DeviceAdmission> JudgeAsync(Brought brought, CancellationToken cancellationToken)
    {
        if (rules.IsClosed)
            brought.Credential = await credentials.ReadAsync(brought.Identity, cancellationToken);
        if (brought.DeviceId is not { } id)
            return new DeviceAdmission(Refusal(brought, null));
        var known = await devices.FindAsync(id, cancellationToken);
        if (Refusal(brought, known) is { } refusal)
        {
            admitted.Remove(id);
            // Behind its own gateway a device shows no code of ours: the console shows it.
            if (brought.Credential.Kind == CredentialKind.Xinnan && known is not { Activated: true })
                await AwaitActivationAsync(id, brought, cancellationToken);
            return new DeviceAdmission(refusal);
        }

        var now = await devices.UpdateAsync(id, device => rules.Seen(id, device, brought.Credential, brought.Identity), cancellationToken);
        // Somebody else may have become its owner meanwhile.
        if (Refusal(brought, now) is { } late)
            return new DeviceAdmission(late);
        if (known is { Activated: true, BoundClientId: null } && now.BoundClientId is { } bound)
            events.Emit(new DeviceBound(id, DeviceIds.Shown(bound)!, now.Address, "first connection"));
        if (brought.Credential.Kind is CredentialKind.Own or CredentialKind.Xinnan)
            admitted.Add(id, brought.ClientId, brought.Credential);
        return new DeviceAdmission(null, now);
    }

    private async ValueTask AwaitActivationAsync(string id, Brought brought, CancellationToken cancellationToken)
    {
        var seen = await devices.UpdateAsync(id, known => rules.Seen(id, known, brought.Credential, brought.Identity), cancellationToken);
        await activation.AskAsync(id, seen, brought.Identity.ClientId, brought.Identity.Address, cancellationToken);
    }

    // Who was let in before is let in, and who needs no registry.
    private DeviceRefusal? WithoutRegistry(Brought brought)
    {
        var letIn = !rules.IsClosed || brought.Credential.Kind switch
        {
            CredentialKind.Ticket => true,
            CredentialKind.Own or CredentialKind.Xinnan => brought.DeviceId is { } id && admitted.Knows(id, brought.ClientId, brought.Credential),
            _ => rules.StaticTokenSuffices && credentials.IsStatic(brought.Identity),
        };
        return letIn ? null : _unreadable;
    }

    private DeviceRefusal? Refusal(Brought brought, DeviceRecord? device) =>
        rules.Refuse(brought.Credential, brought.ClientId, device) is not { } reason ? null
            : new DeviceRefusal(StatusCodes.Status401Unauthorized, reason) { IsWrongCredential = brought.IsWrong };

    private sealed class Brought(DeviceIdentity identity)
    {
        public DeviceIdentity Identity => identity;

        public string? DeviceId { get; } = identity.DeviceId?.ToLowerInvariant();

        public string ClientId { get; } = identity.ClientId ?? "";

        public DeviceCredential Credential { get; set; }

        public bool IsWrong => Credential.Kind == CredentialKind.Wrong || (Credential.Kind == CredentialKind.None && identity.Ticket is not null);
    }
}
