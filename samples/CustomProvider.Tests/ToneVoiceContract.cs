using VoiceBus;
using VoiceBus.Testing;

namespace CustomProvider.Tests;

/// <summary>The voice does what VoiceBus expects of every voice.</summary>
public sealed class ToneVoiceContract : SpeechSynthesizerContract
{
    protected override ISpeechSynthesizer Create() => new ToneVoice(new ToneVoiceOptions());

    // Nothing of it can fail.
    protected override ISpeechSynthesizer? CreateFailing() => null;
}
