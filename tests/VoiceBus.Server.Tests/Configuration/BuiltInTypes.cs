using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

/// <summary>The types of providers that the program registers.</summary>
internal static class BuiltInTypes
{
    /// <summary>Nothing was said about this start.</summary>
    public static IConfiguration NothingGiven { get; } = new ConfigurationBuilder().Build();

    public static ProviderCatalog Catalog { get; } = Load();

    private static ProviderCatalog Load()
    {
        var services = new ServiceCollection();
        services.AddVoiceBus(NothingGiven).AddLocalSpeech().AddOpenAI().AddBuiltInAssistant().AddBuiltInTools();
        return new ProviderCatalog([.. services.Where(static known => known.ServiceType == typeof(ProviderDescriptor)).Select(static known => (ProviderDescriptor)known.ImplementationInstance!)]);
    }
}
