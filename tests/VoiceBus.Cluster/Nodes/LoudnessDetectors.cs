using VoiceBus.Core.Listening;

namespace VoiceBus.Cluster.Nodes;

/// <summary>Voice is what is loud.</summary>
internal sealed class LoudnessDetectors : IVoiceDetectorFactory
{
    /// <inheritdoc/>
    public IVoiceDetector Create() => new Loudness();

    private sealed class Loudness : IVoiceDetector
    {
        public float Detect(ReadOnlySpan<short> window)
        {
            foreach (var sample in window)
                if (sample is > 2000 or < -2000)
                    return 0.95f;
            return 0.02f;
        }

        public void Reset()
        {
            // Remembers nothing.
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
