using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Doubao;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Doubao, Volcengine's speech services.</summary>
public static class DoubaoBuilderExtensions
{
    /// <summary>Adds Doubao's streaming recognition and its bidirectional synthesis, as the type <c>doubao</c> of either service.</summary>
    public static IVoiceBusBuilder AddDoubao(this IVoiceBusBuilder builder) => builder
        .AddProvider(new ProviderDescriptor<ISpeechRecognizer, DoubaoRecognizerOptions>(ServiceType.Asr, "doubao", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new DoubaoSpeechRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))))
        .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, DoubaoVoiceOptions>(ServiceType.Tts, "doubao", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new DoubaoSpeechSynthesizer(options, VendorContext.Of(services, ServiceType.Tts, name)))));
}
