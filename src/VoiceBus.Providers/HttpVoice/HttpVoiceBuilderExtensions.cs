using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.HttpVoice;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds voices by a template.</summary>
public static class HttpVoiceBuilderExtensions
{
    /// <summary>Adds the type <c>http</c>: any server that speaks when it is asked by one HTTP request.</summary>
    public static IVoiceBusBuilder AddHttpVoice(this IVoiceBusBuilder builder)
    {
        builder.Services.TryAddSingleton<VendorHttp>();
        return builder.AddProvider(new ProviderDescriptor<ISpeechSynthesizer, HttpVoiceOptions>(ServiceType.Tts, "http", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new HttpVoiceSynthesizer(name, options, services.GetRequiredService<VendorHttp>()))));
    }
}
