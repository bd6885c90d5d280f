using VoiceBus;
using VoiceBus.AspNetCore.PlugIns;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what lies in a folder.</summary>
public static class PlugInBuilderExtensions
{
    private const string DefaultFolder = "plugins";

    /// <summary>
    /// Adds the plug-ins of a folder: <c>VoiceBus:PlugIns</c> (<c>VOICEBUS_PLUGINS</c>), else <c>plugins</c> beside the program; never
    /// one of the data folder, which others may write. A broken one is reported and skipped.
    /// </summary>
    public static IVoiceBusBuilder AddPlugIns(this IVoiceBusBuilder builder)
    {
        var folder = builder.Configuration["VoiceBus:PlugIns"] is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, DefaultFolder);
        foreach (var status in PlugInLoader.AddAll(builder, Path.GetFullPath(folder)))
            builder.Services.AddSingleton(status);
        return builder;
    }
}
