using VoiceBus.Testing;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Moonshine;

/// <summary>The real model.</summary>
public sealed class MoonshineContract : SpeechRecognizerContract
{
    // The shortest recording there is, 1.1 s: each fact hears it once or more.
    private static readonly short[] _speech = RecordedSpeech.Cards.MinBy(static recording => recording.Audio.Samples.Length)!.Audio.Samples;

    protected override ReadOnlyMemory<short> Speech => _speech;

    protected override ISpeechRecognizer Create() => TestModels.Recognizer();

    protected override ISpeechRecognizer? CreateFailing() => null;
}
