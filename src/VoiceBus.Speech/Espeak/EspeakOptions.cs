using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Speech.Espeak;

/// <summary>How espeak-ng speaks. Immutable.</summary>
public sealed record EspeakOptions
{
    /// <summary>The program; found on the PATH.</summary>
    public string Executable { get; init; } = "espeak-ng";

    /// <summary>Words per minute; our own recogniser understands 175 best.</summary>
    [Range(80, 450)]
    public int Rate { get; init; } = 175;

    /// <summary>Pitch, 0 to 99.</summary>
    [Range(0, 99)]
    public int Pitch { get; init; } = 50;

    /// <summary>Loudness, 0 to 200.</summary>
    [Range(0, 200)]
    public int Amplitude { get; init; } = 100;
}
