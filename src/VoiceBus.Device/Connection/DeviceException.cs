namespace VoiceBus.Device;

/// <summary>What went wrong between device and server.</summary>
public enum DeviceFailure
{
    /// <summary>Nothing listens at the address, or its name is unknown.</summary>
    Unreachable,

    /// <summary>The server refused the upgrade, for example 401.</summary>
    Rejected,

    /// <summary>The upgrade or a message took longer than allowed.</summary>
    TimedOut,

    /// <summary>The server did not answer hello in time.</summary>
    NoHello,

    /// <summary>The connection ended.</summary>
    Closed,
}

/// <summary>The one exception a <see cref="DeviceClient"/> throws for what the network or the server did.</summary>
/// <param name="failure">What went wrong.</param>
/// <param name="message">One clear sentence.</param>
/// <param name="inner">What the platform said, if anything.</param>
public sealed class DeviceException(DeviceFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public DeviceFailure Failure { get; } = failure;
}
