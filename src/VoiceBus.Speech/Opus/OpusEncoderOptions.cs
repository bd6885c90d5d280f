using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Speech.Opus;

/// <summary>How speech is encoded for devices. Immutable.</summary>
public sealed record OpusEncoderOptions
{
    /// <summary>Effort, 0 (least CPU) to 10 (best sound); 5 costs about 1 % of a core per playing device.</summary>
    [Range(0, 10)]
    public int Complexity { get; init; } = 5;

    /// <summary>Mean bit rate up to 16 kHz, bit/s.</summary>
    [Range(6_000, 510_000)]
    public int Bitrate { get; init; } = 24_000;

    /// <summary>Mean bit rate above 16 kHz, bit/s.</summary>
    [Range(6_000, 510_000)]
    public int WideBitrate { get; init; } = 32_000;
}
