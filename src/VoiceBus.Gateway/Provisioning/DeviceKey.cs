using System.Security.Cryptography;
using System.Text;
using VoiceBus.Core.Devices;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// What devices' tokens are signed with: the configured key, else one that the first gateway makes and all find in the
/// database. Once read it is known until the process ends, whatever becomes of the database. Thread-safe.
/// </summary>
internal sealed class DeviceKey(ProvisioningOptions options, ISecretStore secrets)
{
    private const string Name = "device-key";

    private volatile Known? _known = string.IsNullOrEmpty(options.DeviceKey) ? null : new Known(Encoding.UTF8.GetBytes(options.DeviceKey), null);

    /// <summary>The key. Throws what the driver throws when it is in the database and was not read yet.</summary>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && (known.Generation is null || known.Generation == secrets.Generation))
            return known.Key;
        try
        {
            // A database made anew is given the key that devices hold tokens of.
            var generation = secrets.Generation;
            var key = await secrets.GetOrAddAsync(Name, _known?.Key ?? RandomNumberGenerator.GetBytes(32), cancellationToken);
            _known = new Known(key, generation);
            return key;
        }
        catch (Exception failure) when (_known is not null && failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return _known.Key;
        }
    }

    private sealed record Known(byte[] Key, int? Generation);
}
