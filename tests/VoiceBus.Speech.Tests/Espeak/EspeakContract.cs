using VoiceBus.Speech.Espeak;
using VoiceBus.Testing;

namespace VoiceBus.Speech.Tests.Espeak;

/// <summary>The real program.</summary>
public sealed class EspeakContract : SpeechSynthesizerContract
{
    protected override bool HasSpeed => true;

    protected override string ProviderName => "espeak";

    protected override ISpeechSynthesizer Create() => new EspeakSynthesizer(new EspeakOptions(), TimeProvider.System);

    protected override ISpeechSynthesizer CreateFailing() => new EspeakSynthesizer(new EspeakOptions { Executable = "/nowhere/espeak-ng" }, TimeProvider.System);
}
