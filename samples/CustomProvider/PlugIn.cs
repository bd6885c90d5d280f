using CustomProvider;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus;

[assembly: VoiceBusPlugIn(typeof(PlugIn))]

namespace CustomProvider;

/// <summary>What a server finds when this assembly lies in its folder of plug-ins.</summary>
public sealed class PlugIn : IVoiceBusPlugIn
{
    public void Add(IVoiceBusBuilder builder) => builder
        .AddSpeechRecognizer<LengthRecognizer, LengthRecognizerOptions>("length", isLocal: true)
        .AddSpeechSynthesizer<ToneVoice, ToneVoiceOptions>("tone", isLocal: true);
}
