using Microsoft.AspNetCore.Hosting.Server;
using VoiceBus.Core.Facts;
using VoiceBus.Server.Api.Admin;
using VoiceBus.Server.Configuration;

namespace VoiceBus.Server.Composition;

/// <summary>Starts the live configuration: what was kept overrules the defaults, what was given for this start overrules both.</summary>
internal static class LiveConfiguration
{
    private const string DefaultFolder = "data";

    /// <summary>Adds the document, its changes and who may make them.</summary>
    public static IServiceCollection AddLiveConfiguration(
        this IServiceCollection services, VoiceBusOptions options, IConfiguration given)
    {
        var reader = new DocumentReader(InitialDocument.From(options));
        var folder = Path.GetFullPath(options.Data is { Length: > 0 } chosen ? chosen : DefaultFolder);
        return services
            .AddSingleton(reader)
            .AddSingleton(provider => new DecouplingFile(
                folder, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IFactTeller>()))
            .AddSingleton(provider =>
            {
                var start = Start(reader, provider.GetRequiredService<DecouplingFile>(), new GivenSettings(given));
                provider.GetRequiredService<FactLog>().Apply(start.Document.Monitoring.LogText);
                return new DecouplingState(start, options.Conversation);
            })
            .AddSingleton<DecouplingTargets>()
            .AddSingleton<DecouplingChanges>()
            .AddSingleton(provider => new AdminAccess(options.AdminToken, folder, provider.GetRequiredService<IServer>()));
    }

    private static KeptConfiguration Start(DocumentReader reader, DecouplingFile file, GivenSettings given)
    {
        if (file.Load(reader) is not { } kept)
            return new KeptConfiguration(reader.Defaults, []);
        var findings = new Findings();
        var document = reader.Read(given.Overrule(kept.Document, reader.Defaults), before: null, kept.Document.Version, findings)
            ?? throw new InvalidOperationException($"what was set for this start does not fit what {file.Path} keeps: {findings}.");
        return DocumentDiff.Between(kept.Document, document).Count == 0
            ? kept
            : kept with { Document = document with { Version = kept.Document.Version + 1 } };
    }
}
