using VoiceBus.Core.Facts;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Composition;

/// <summary>Starts the live configuration: what was kept overrules the defaults, what was given for this start overrules both.</summary>
internal static class LiveConfiguration
{
    private const string DefaultFolder = "data";

    /// <summary>Adds the document and its changes.</summary>
    public static IServiceCollection AddLiveConfiguration(
        this IServiceCollection services, VoiceBusOptions options, IConfiguration given)
    {
        var reader = new DocumentReader(InitialDocument.From(options));
        var folder = Folder(options);
        var givenSettings = new GivenSettings(given);
        return services
            .AddSingleton(reader)
            .AddSingleton<INodeSettings>(givenSettings)
            .AddSingleton(provider => new DecouplingFile(
                folder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IFactTeller>()))
            .AddSingleton(provider =>
            {
                var start = Start(reader, provider.GetRequiredService<DecouplingFile>(), givenSettings);
                provider.GetRequiredService<TextPolicy>().IsShown = start.Document.Monitoring.LogText;
                return new DecouplingState(start, options.Conversation);
            })
            .AddSingleton<DecouplingTargets>()
            .AddSingleton<ConfigurationKeeper>()
            .AddSingleton<DecouplingChanges>();
    }

    /// <summary>The folder of what survives a restart.</summary>
    public static string Folder(VoiceBusOptions options) =>
        Path.GetFullPath(options.Data is { Length: > 0 } chosen ? chosen : DefaultFolder);

    /// <summary>The configuration at start.</summary>
    /// <exception cref="InvalidOperationException">What was given does not fit what was kept; the message says what would be right.</exception>
    internal static KeptConfiguration Start(DocumentReader reader, DecouplingFile file, INodeSettings given)
    {
        if (file.Load(reader) is not { } kept)
            return new KeptConfiguration(reader.Defaults, []);
        var findings = new Findings();
        var overrule = given.Overrule(kept.Document, reader.Defaults, kept.Stamp.IsShared);
        var document = reader.Read(overrule, before: null, kept.Document.Version, findings)
            ?? throw new InvalidOperationException($"what was set for this start does not fit what {file.Path} keeps: {findings}.");
        if (DocumentDiff.Between(kept.Document, document).Count == 0)
            return kept;
        var overruled = document with { Version = kept.Document.Version + 1 };
        return document.Bus.Transport == BusSettings.InMemory ? kept with { Document = overruled } : kept with { InForce = overruled };
    }
}
