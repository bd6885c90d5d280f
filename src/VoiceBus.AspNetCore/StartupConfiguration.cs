using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace VoiceBus.AspNetCore;

/// <summary>
/// What a start is configured with. Files are defaults; what environment and command line say, they say for this start, and it
/// overrules what was kept. The variables <c>VOICEBUS_*</c> come after all others, and the command line after them.
/// </summary>
/// <param name="Effective">Everything.</param>
/// <param name="Given">Only what was said for this start.</param>
internal sealed record StartupConfiguration(IConfiguration Effective, IConfiguration Given)
{
    /// <summary>Takes a host's configuration apart.</summary>
    public static StartupConfiguration From(IConfiguration configuration)
    {
        var providers = Flatten(configuration).ToArray();
        var commandLine = providers.OfType<CommandLineConfigurationProvider>().Select(static provider => new Source(provider)).ToArray();
        var effective = new ConfigurationBuilder().AddConfiguration(configuration).AddVoiceBusEnvironment();
        var given = new ConfigurationBuilder();
        foreach (var environment in providers.OfType<EnvironmentVariablesConfigurationProvider>())
            given.Add(new Source(environment));
        given.AddVoiceBusEnvironment();
        foreach (var line in commandLine)
        {
            effective.Add(line);
            given.Add(line);
        }

        return new StartupConfiguration(effective.Build(), given.Build());
    }

    private static IEnumerable<IConfigurationProvider> Flatten(IConfiguration configuration) => configuration is not IConfigurationRoot root ? []
        : root.Providers.SelectMany(static provider => provider is ChainedConfigurationProvider chained ? Flatten(chained.Configuration) : [provider]);

    // Lends a provider that belongs to the host's configuration.
    private sealed class Source(IConfigurationProvider provider) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => provider;
    }
}
