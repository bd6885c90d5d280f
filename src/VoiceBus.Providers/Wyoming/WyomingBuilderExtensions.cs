using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Wyoming;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Wyoming.</summary>
public static class WyomingBuilderExtensions
{
    /// <summary>Adds recognisers and voices of the type <c>wyoming</c>: the services of Home Assistant, such as faster-whisper and Piper.</summary>
    public static IVoiceBusBuilder AddWyoming(this IVoiceBusBuilder builder) => builder
        .AddProvider(new ProviderDescriptor<ISpeechRecognizer, WyomingAsrOptions>(ServiceType.Asr, "wyoming", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new WyomingRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))))
        .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, WyomingTtsOptions>(ServiceType.Tts, "wyoming", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new WyomingSynthesizer(options, VendorContext.Of(services, ServiceType.Tts, name)))));
}
