using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Qwen;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Qwen's realtime speech models of Alibaba Cloud Model Studio.</summary>
public static class QwenBuilderExtensions
{
    /// <summary>
    /// Adds Qwen-ASR-Realtime as the type <c>qwen-asr</c> and Qwen-TTS-Realtime as <c>qwen-tts</c>: what the vendor calls them, for qwen
    /// alone is a language model.
    /// </summary>
    public static IVoiceBusBuilder AddQwen(this IVoiceBusBuilder builder) => builder
        .AddProvider(new ProviderDescriptor<ISpeechRecognizer, QwenRecognizerOptions>(ServiceType.Asr, "qwen-asr", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new QwenSpeechRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))))
        .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, QwenVoiceOptions>(ServiceType.Tts, "qwen-tts", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new QwenSpeechSynthesizer(options, VendorContext.Of(services, ServiceType.Tts, name)))));
}
