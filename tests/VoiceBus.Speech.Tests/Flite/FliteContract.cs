using VoiceBus.Speech.Flite;
using VoiceBus.Testing;

namespace VoiceBus.Speech.Tests.Flite;

/// <summary>The real library.</summary>
public sealed class FliteContract : SpeechSynthesizerContract
{
    protected override ISpeechSynthesizer Create() => new FliteSynthesizer();

    protected override ISpeechSynthesizer? CreateFailing() => null;
}
