using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Listening;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;

namespace VoiceBus.Bench;

/// <summary>One 32 ms window through the Silero model; no baseline: it is the model's own cost.</summary>
public class VoiceDetection
{
    private readonly short[] _window = Signals.Speech(IVoiceDetector.WindowSamples, IVoiceDetector.SampleRate);
    private readonly LocalSpeech _speech = new(ModelFolder.Locate(AppContext.BaseDirectory), TimeProvider.System);
    private IVoiceDetector _detector = null!;

    [GlobalSetup]
    public void Setup() => _detector = _speech.VoiceDetectors.Create();

    [Benchmark]
    public float Window() => _detector.Detect(_window);
}
