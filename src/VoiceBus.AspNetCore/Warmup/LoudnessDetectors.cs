using VoiceBus.Core.Listening;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>Takes what is loud for voice: for a process without devices, which need not load the model that knows better.</summary>
internal sealed class LoudnessDetectors : IVoiceDetectorFactory
{
    private const short Loud = 1000;

    public IVoiceDetector Create() => new Loudness();

    private sealed class Loudness : IVoiceDetector
    {
        public float Detect(ReadOnlySpan<short> window) => window.IndexOfAnyInRange(Loud, short.MaxValue) >= 0 ? 1 : 0;

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
