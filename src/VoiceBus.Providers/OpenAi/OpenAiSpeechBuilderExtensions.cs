using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Providers.OpenAi.Speech;
using VoiceBus.Providers.OpenAi.Transcription;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi;

/// <summary>Adds recognisers and voices of the OpenAI protocols; a part of <c>AddOpenAI</c>.</summary>
internal static class OpenAiSpeechBuilderExtensions
{
    /// <summary>The type in the configuration.</summary>
    private const string Type = "openai";

    /// <summary>Adds both.</summary>
    public static IVoiceBusBuilder AddOpenAISpeech(this IVoiceBusBuilder builder)
    {
        builder.Services.TryAddSingleton<VendorHttp>();
        return builder
            .AddProvider(new ProviderDescriptor<ISpeechRecognizer, TranscriptionOptions>(ServiceType.Asr, Type, static (services, name, options, _) =>
                Task.FromResult<ISpeechRecognizer>(new TranscriptionRecognizer(name, options, services.GetRequiredService<VendorHttp>())))
            { IsDefaultForUrl = true })
            .AddProvider(new ProviderDescriptor<ISpeechSynthesizer, SpeechOptions>(ServiceType.Tts, Type, static (services, name, options, _) =>
                Task.FromResult<ISpeechSynthesizer>(new SpeechSynthesizer(name, options, services.GetRequiredService<VendorHttp>())))
            { IsDefaultForUrl = true });
    }
}
