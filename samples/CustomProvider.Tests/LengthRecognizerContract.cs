using VoiceBus;
using VoiceBus.Testing;

namespace CustomProvider.Tests;

/// <summary>The recogniser does what VoiceBus expects of every recogniser.</summary>
public sealed class LengthRecognizerContract : SpeechRecognizerContract
{
    // It measures time: silence is as long as speech.
    protected override bool TellsSilence => false;

    protected override string ProviderName => "length";

    protected override string Secret => "wrong";

    protected override ISpeechRecognizer Create() => new LengthRecognizer(new LengthRecognizerOptions());

    protected override ISpeechRecognizer CreateFailing() => new LengthRecognizer(new LengthRecognizerOptions { Key = Secret });
}
