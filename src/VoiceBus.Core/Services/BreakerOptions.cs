using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Services;

/// <summary>When a provider is left alone, and for how long. Immutable.</summary>
public sealed record BreakerOptions
{
    /// <summary>Share of failed calls from which the circuit opens.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Calls there must have been within <see cref="Sampling"/>.</summary>
    [Range(2, 1000)]
    public int MinimumCalls { get; init; } = 3;

    /// <summary>How far back calls count; at least 0.5 s.</summary>
    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the circuit stays open before one call tries again; at least 0.5 s.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(15);
}
