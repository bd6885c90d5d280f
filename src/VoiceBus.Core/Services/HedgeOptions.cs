using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Services;

/// <summary>
/// When the next provider is asked as well because the first one's reply is late. Immutable; replaced whole when the
/// configuration changes.
/// </summary>
public sealed record HedgeOptions
{
    /// <summary>Off by default: a second call may cost money.</summary>
    public bool Enabled { get; init; }

    /// <summary>A first reply is late when this share of the provider's recent ones came sooner.</summary>
    [Range(0.5, 0.999)]
    public double Percentile { get; init; } = 0.95;

    /// <summary>No reply is late before this.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Second calls allowed per first call, in the long run.</summary>
    [Range(0, 1)]
    public double MaxExtraLoad { get; init; } = 0.1;
}
