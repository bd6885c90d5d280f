using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Services;
using VoiceBus.Server.Configuration;
using VoiceBus.Server.Rehearsing;

namespace VoiceBus.Server.Composition;

/// <summary>Has a process that has devices rehearse its first turn with what it has.</summary>
internal static class RehearsalComposition
{
    /// <summary>Adds the rehearsal; one that is switched off, and a worker's, is over before it begins.</summary>
    public static IServiceCollection AddRehearsal(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(provider => new FirstTurn(
            options.Rehearse && options.Role != NodeRole.Worker ? token => PlayAsync(provider, options, token) : null,
            provider.GetRequiredService<IFactTeller>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddHostedService(static provider => provider.GetRequiredService<FirstTurn>());

    private static async Task PlayAsync(IServiceProvider provider, VoiceBusOptions options, CancellationToken cancellationToken)
    {
        await using var stage = new RehearsalStage(
            provider.GetRequiredService<ConversationServices>(),
            options.Transport,
            Maker<ISpeechRecognizer>(provider, options, ServiceType.Asr) ?? (static _ => Task.FromResult<ISpeechRecognizer>(new StandInRecognizer())),
            Maker<ISpeechSynthesizer>(provider, options, ServiceType.Tts) ?? (static _ => Task.FromResult<ISpeechSynthesizer>(new StandInSynthesizer())));
        await stage.PlayAsync(SpokenWord.Samples, cancellationToken);
    }

    /// <summary>Makes the first provider that is asked, where it runs on this machine; else null.</summary>
    private static Func<CancellationToken, Task<T>>? Maker<T>(IServiceProvider provider, VoiceBusOptions options, ServiceType service)
        where T : class
    {
        if (!BusOptions.Served(options.Role, options.Services).Contains(service))
            return null;
        var settings = provider.GetRequiredService<DecouplingState>().Document.Services.Of(service);
        return settings is { Enabled: true } && settings.Providers.FirstOrDefault(static candidate => candidate.Enabled) is { } first && ProviderCatalog.IsLocal(first.Type)
            ? provider.GetRequiredService<ProviderTypes<T>>().MakerOf(first)
            : null;
    }
}
