using System.Globalization;
using System.Security.Cryptography;

namespace VoiceBus.Core.Devices;

/// <summary>A client that waits to be let in as a device.</summary>
/// <param name="DeviceId">In lower case.</param>
/// <param name="ClientId">Empty when it sends none.</param>
/// <param name="Code">Six digits the device shows.</param>
/// <param name="Challenge">What a device with a serial number signs.</param>
/// <param name="Address">Where it asked from last, or null.</param>
/// <param name="Until">When the code is not good any more, UTC.</param>
public sealed record PendingActivation(string DeviceId, string ClientId, string Code, string Challenge, string? Address, DateTimeOffset Until)
{
    /// <summary>How many may wait at the same time.</summary>
    public const int Max = 1000;

    private const int CodeSpace = 1_000_000;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Makes one with a new code and challenge; whether the code is free is the store's to see.</summary>
    public static PendingActivation New(string deviceId, string clientId, string? address, DateTimeOffset now) => new(
        deviceId, clientId, RandomNumberGenerator.GetInt32(CodeSpace).ToString("D6", CultureInfo.InvariantCulture),
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), address, now + _lifetime);
}
