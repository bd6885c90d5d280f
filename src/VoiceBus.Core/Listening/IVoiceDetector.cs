namespace VoiceBus.Core.Listening;

/// <summary>Voice activity detection for one audio stream. Stateful, one per stream, not thread-safe.</summary>
public interface IVoiceDetector : IDisposable
{
    /// <summary>Samples per window at 16 kHz: 512, 32 ms.</summary>
    const int WindowSamples = 512;

    /// <summary>Rate of the samples, Hz.</summary>
    const int SampleRate = 16_000;

    /// <summary>Probability (0 to 1) that somebody speaks in the next window of <see cref="WindowSamples"/> samples.</summary>
    float Detect(ReadOnlySpan<short> window);

    /// <summary>Forgets the stream; for a new one.</summary>
    void Reset();
}

/// <summary>Makes voice detectors; thread-safe.</summary>
public interface IVoiceDetectorFactory
{
    /// <summary>A detector for one stream.</summary>
    IVoiceDetector Create();
}
