using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Ollama;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models of Ollama.</summary>
public static class OllamaBuilderExtensions
{
    /// <summary>Adds the type <c>ollama</c>: an Ollama server, asked by its own protocol.</summary>
    public static IVoiceBusBuilder AddOllama(this IVoiceBusBuilder builder)
    {
        builder.Services.TryAddSingleton<VendorHttp>();
        builder.Services.TryAddSingleton<OllamaModels>();
        return builder.AddProvider(new ProviderDescriptor<IChatClient, OllamaOptions>(ServiceType.Llm, "ollama", static (services, name, options, _) =>
            Task.FromResult(services.GetRequiredService<OllamaModels>().Create(name, options))));
    }
}
