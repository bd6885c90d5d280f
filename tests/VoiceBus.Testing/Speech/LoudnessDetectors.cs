using VoiceBus.Core.Listening;

namespace VoiceBus.Testing.Speech;

/// <summary>Voice is what is loud.</summary>
public sealed class LoudnessDetectors : IVoiceDetectorFactory
{
    private const short Loud = 2000;

    /// <inheritdoc/>
    public IVoiceDetector Create() => new Loudness();

    private sealed class Loudness : IVoiceDetector
    {
        public float Detect(ReadOnlySpan<short> window) => window.ContainsAnyExceptInRange((short)-Loud, Loud) ? 0.95f : 0.02f;

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
