using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Deepgram;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Deepgram.</summary>
public static class DeepgramBuilderExtensions
{
    /// <summary>Adds recognisers (nova and Flux) and voices (Aura) of the type <c>deepgram</c>.</summary>
    public static IVoiceBusBuilder AddDeepgram(this IVoiceBusBuilder builder) => builder
        .AddProvider(new ProviderDescriptor<ISpeechRecognizer, DeepgramAsrOptions>(ServiceType.Asr, "deepgram", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new DeepgramRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))))
        .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, DeepgramTtsOptions>(ServiceType.Tts, "deepgram", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new DeepgramSynthesizer(options, VendorContext.Of(services, ServiceType.Tts, name)))));
}
