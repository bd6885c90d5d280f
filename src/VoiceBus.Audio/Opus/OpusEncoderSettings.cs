namespace VoiceBus.Audio.Opus;

/// <summary>How sound is encoded. Immutable.</summary>
public sealed record OpusEncoderSettings
{
    /// <summary>Tuned for speech when true, for any sound when false (the firmware's choice).</summary>
    public bool Voip { get; init; } = true;

    /// <summary>0 (fast) to 10 (good).</summary>
    public int Complexity { get; init; } = 5;

    /// <summary>Bits per second, a mean: the rate is variable.</summary>
    public int Bitrate { get; init; } = 24000;

    /// <summary>Whether silence becomes packets of 1 or 2 bytes, as the firmware does.</summary>
    public bool Dtx { get; init; }

    /// <summary>Whether the encoder is told that all it gets is speech, instead of finding out.</summary>
    public bool IsSpeech { get; init; }
}
