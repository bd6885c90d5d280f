using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Conversations;

namespace VoiceBus.Providers.Mcp;

/// <summary>How devices are asked what they can do, and asked to do it.</summary>
public sealed record DeviceToolsOptions
{
    /// <summary>How long one request may take, and a call its turn and its answer together.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the hello a turn may wait for the device to list its tools.</summary>
    public TimeSpan ListPatience { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>Tools taken from one device; the rest is left out and told.</summary>
    [Range(1, 1000)]
    public int MaxTools { get; init; } = 128;

    /// <summary>Bytes of the descriptions and states of a device's things (firmware 1.6 and older) that are kept.</summary>
    public Func<int> ThingBytes { get; init; } = static () => 64 << 10;

    /// <summary>Where the device of a session, given by the ids of both, may send pictures to be explained; null when nowhere.</summary>
    public Func<string, string, VisionGrant?> Vision { get; init; } = static (_, _) => null;
}
