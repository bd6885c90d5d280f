using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Edge;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the voices of Microsoft Edge.</summary>
public static class EdgeBuilderExtensions
{
    /// <summary>Adds the type <c>edge</c>: Microsoft Edge's read-aloud service. Unofficial: have another voice beside it.</summary>
    public static IVoiceBusBuilder AddEdge(this IVoiceBusBuilder builder)
    {
        builder.Services.TryAddSingleton(static services => new EdgeClock(services.GetRequiredService<TimeProvider>()));
        return builder.AddProvider(new ProviderDescriptor<ISpeechSynthesizer, EdgeOptions>(ServiceType.Tts, "edge", static (services, name, options, _) =>
            Task.FromResult<ISpeechSynthesizer>(new EdgeSynthesizer(options, services.GetRequiredService<EdgeClock>(), VendorContext.Of(services, ServiceType.Tts, name)))));
    }
}
