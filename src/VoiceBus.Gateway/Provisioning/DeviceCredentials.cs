using System.Text;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>Issues devices' tokens, and tells which credential a device brought. Thread-safe; throws what the database's driver throws.</summary>
internal sealed class DeviceCredentials(DeviceGateOptions options, DeviceKey key, TalkTickets tickets, TimeProvider time)
{
    private readonly byte[]? _xinnan = options.XinnanKey is { } secret ? Encoding.UTF8.GetBytes(secret) : null;

    /// <summary>Makes a token for a device.</summary>
    /// <param name="deviceId">The device.</param>
    /// <param name="clientId">Its client id; null counts as empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> IssueAsync(string deviceId, string? clientId, CancellationToken cancellationToken) =>
        SignedToken.Sign(await key.ReadAsync(cancellationToken), clientId ?? "", deviceId.ToLowerInvariant(), time.GetUtcNow());

    /// <summary>Whether it brought the static token. Needs no database.</summary>
    public bool IsStatic(DeviceIdentity identity) =>
        options.StaticToken is { } known && BearerToken.Matches(BearerToken.Of(identity.Authorization), known);

    /// <summary>Looks at what a device brought; a ticket is used up by it.</summary>
    public async ValueTask<DeviceCredential> ReadAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Ticket is { } ticket && await tickets.TryUseAsync(ticket, cancellationToken))
            return new DeviceCredential(CredentialKind.Ticket);
        if (IsStatic(identity))
            return new DeviceCredential(CredentialKind.Static);
        var token = BearerToken.Of(identity.Authorization);
        if (token.Length == 0)
            return new DeviceCredential(CredentialKind.None);
        if (identity.DeviceId is not { } device)
            return new DeviceCredential(CredentialKind.Wrong);
        var client = identity.ClientId ?? "";
        // Theirs is checked as sent, ours in lower case.
        if (_xinnan is not null && SignedToken.Read(_xinnan, token, client, device) is { } foreign)
            return new DeviceCredential(CredentialKind.Xinnan, foreign);
        return SignedToken.Read(await key.ReadAsync(cancellationToken), token, client, device.ToLowerInvariant()) is { } issued
            ? new DeviceCredential(CredentialKind.Own, issued) : new DeviceCredential(CredentialKind.Wrong);
    }
}

/// <summary>A credential whose signature, if it has one, is right.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Issued">When it was issued, UTC; only of signed ones.</param>
public readonly record struct DeviceCredential(CredentialKind Kind, DateTimeOffset Issued = default);

/// <summary>What a device brought to be let in by.</summary>
public enum CredentialKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing of this server's, or a token of another device or client.</summary>
    Wrong,

    /// <summary>The token of VOICEBUS_DEVICE_TOKEN.</summary>
    Static,

    /// <summary>A ticket of the console's talk page.</summary>
    Ticket,

    /// <summary>Its own token, from provisioning.</summary>
    Own,

    /// <summary>Its own token, of a xinnan server whose key is configured.</summary>
    Xinnan,
}
