using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>How tool programs that dial in are spoken to, and how much they may take. Immutable.</summary>
public sealed record ToolProgramOptions
{
    /// <summary>How long a program may take to introduce itself, and to list its tools.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take; a tool process that died may have left its socket open.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a program is asked whether it is there; the tools of one that does not answer are not offered, its socket stays.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How soon the change or the end of a token is noticed.</summary>
    public TimeSpan TokenInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections of one token at the same time.</summary>
    [Range(1, 1000)]
    public int MaxConnections { get; init; } = 32;

    /// <summary>Tools taken from one connection; the rest is left out.</summary>
    [Range(1, 1000)]
    public int MaxTools { get; init; } = 128;
}
