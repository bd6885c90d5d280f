using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Gateway.Transport;

/// <summary>How speech is paced (protocol.md 4.5, 4.6).</summary>
public sealed record PlaybackOptions
{
    /// <summary>Frames sent ahead of playing time; boards with little memory want 0 or 1.</summary>
    [Range(0, 5)]
    public int LeadFrames { get; init; } = 2;

    /// <summary>From <c>tts start</c> to the first packet: the device resets its decoder meanwhile.</summary>
    public TimeSpan StartGap { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>From the end of playing to <c>tts stop</c>: some devices flush what is buffered on it.</summary>
    public TimeSpan StopMargin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Packets encoded ahead of the one being sent; writers wait beyond it.</summary>
    [Range(4, 10_000)]
    public int BufferedPackets { get; init; } = 50;
}
