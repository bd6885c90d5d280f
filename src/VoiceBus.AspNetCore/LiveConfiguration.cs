using Microsoft.Extensions.Options;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Files;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>Starts the live configuration: what was kept overrules the defaults, what was given for this start overrules both.</summary>
internal static class LiveConfiguration
{
    private const string DefaultFolder = "data";

    /// <summary>Adds the document and its changes.</summary>
    public static IServiceCollection AddLiveConfiguration(
        this IServiceCollection services, VoiceBusOptions options, IConfiguration configuration, IConfiguration given)
    {
        var folder = Folder(options);
        return services
            .AddSingleton(new DataFolder(folder))
            .AddSingleton<ProviderCatalog>()
            .AddSingleton(provider =>
            {
                var catalog = provider.GetRequiredService<ProviderCatalog>();
                return new DocumentReader(InitialDocument.From(options, catalog, configuration), catalog);
            })
            .AddSingleton<IStartupOverrides>(provider => new StartupOverrides(given, provider.GetRequiredService<ProviderCatalog>()))
            .AddSingleton(provider => new GatewayConfigurationFile(
                folder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IEventSink>()))
            .AddSingleton(provider =>
            {
                var start = Start(
                    provider.GetRequiredService<DocumentReader>(), provider.GetRequiredService<GatewayConfigurationFile>(), provider.GetRequiredService<IStartupOverrides>());
                provider.GetRequiredService<TextPolicy>().IsShown = start.Document.Monitoring.LogText;
                return new GatewayConfigurationSnapshot(start, options.Conversation);
            })
            .AddSingleton<IOptionsMonitor<GatewayConfiguration>, GatewayConfigurationMonitor>()
            .AddSingleton<GatewayConfigurationApplier>()
            .AddSingleton<ConfigurationKeeper>()
            .AddSingleton<GatewayConfigurationStore>();
    }

    /// <summary>The folder of what survives a restart.</summary>
    public static string Folder(VoiceBusOptions options) =>
        Path.GetFullPath(options.Data is { Length: > 0 } chosen ? chosen : DefaultFolder);

    /// <summary>The configuration at start.</summary>
    /// <exception cref="InvalidOperationException">What was given does not fit what was kept; the message says what would be right.</exception>
    internal static PersistedConfiguration Start(DocumentReader reader, GatewayConfigurationFile file, IStartupOverrides given)
    {
        if (file.Load(reader) is not { } kept)
            return new PersistedConfiguration(reader.Defaults, []);
        var findings = new Findings();
        var overrule = given.Overrule(kept.Document, reader.Defaults, kept.Stamp.IsShared);
        var document = reader.Read(overrule, before: null, kept.Document.Version, findings)
            ?? throw new InvalidOperationException($"what was set for this start does not fit what {file.Path} keeps: {findings}.");
        if (DocumentDiff.Between(kept.Document, document, reader.Catalog).Count == 0)
            return kept;
        var overruled = document with { Version = kept.Document.Version + 1 };
        return document.Bus.Transport == BusSettings.InMemory ? kept with { Document = overruled } : kept with { InForce = overruled };
    }
}
