using VoiceBus;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.FunAsr;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds FunASR.</summary>
public static class FunAsrBuilderExtensions
{
    /// <summary>Adds recognisers of the type <c>funasr</c>: a FunASR server of one's own.</summary>
    public static IVoiceBusBuilder AddFunAsr(this IVoiceBusBuilder builder) => builder.AddProvider(
        new ProviderDescriptor<ISpeechRecognizer, FunAsrOptions>(ServiceType.Asr, "funasr", static (services, name, options, _) =>
            Task.FromResult<ISpeechRecognizer>(new FunAsrRecognizer(options, VendorContext.Of(services, ServiceType.Asr, name)))));
}
