using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.DashScope;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds DashScope, the speech services of Alibaba Cloud Model Studio.</summary>
public static class DashScopeBuilderExtensions
{
    /// <summary>Adds its recognition (Paraformer, Fun-ASR) and its synthesis (CosyVoice), as the type <c>dashscope</c> of either service.</summary>
    public static IVoiceBusBuilder AddDashScope(this IVoiceBusBuilder builder) => builder
        .AddProvider(new ProviderDescriptor<ISpeechRecognizer, DashScopeRecognizerOptions>(ServiceType.Asr, "dashscope", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new DashScopeSpeechRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))))
        .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, DashScopeVoiceOptions>(ServiceType.Tts, "dashscope", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new DashScopeSpeechSynthesizer(options, VendorContext.Of(services, ServiceType.Tts, name)))));
}
