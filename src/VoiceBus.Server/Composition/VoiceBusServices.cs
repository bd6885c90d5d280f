using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Server.Configuration;
using VoiceBus.Server.Transport;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;

namespace VoiceBus.Server.Composition;

/// <summary>Puts the rooms together: one method per room, in the order a turn passes them.</summary>
internal static class VoiceBusServices
{
    /// <summary>Adds everything a single node is made of.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="options">The options of this start.</param>
    /// <param name="given">Only those of them that were set in so many words, for this start.</param>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    public static IServiceCollection AddVoiceBus(this IServiceCollection services, VoiceBusOptions options, IConfiguration given)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        return services
            .AddFacts(options)
            .AddLiveConfiguration(options, given)
            .AddTransport(options)
            .AddConversations()
            .AddBus()
            .AddAdapters()
            .AddProviders(options)
            .AddHealth();
    }

    private static IServiceCollection AddFacts(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(provider => new FactLog(provider.GetRequiredService<ILogger<FactLog>>(), options.LogText))
        .AddSingleton<IFactListener>(static provider => provider.GetRequiredService<FactLog>())
        .AddSingleton<IFactListener, Meters>()
        .AddSingleton(new TextPolicy(options.LogText))
        .AddSingleton(static provider => new TurnTimelines(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<TextPolicy>()))
        .AddSingleton<IFactListener>(static provider => provider.GetRequiredService<TurnTimelines>())
        .AddSingleton<IFactListener, TurnMeters>() // After the timelines, which it reads.
        .AddSingleton(static provider => new FactTeller(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<IFactListener>(),
            provider.GetRequiredService<ILogger<FactTeller>>()))
        .AddSingleton<IFactTeller>(static provider => provider.GetRequiredService<FactTeller>());

    private static IServiceCollection AddTransport(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(options.Transport)
        .AddSingleton<PlaybackClock>()
        .AddSingleton<TransportServices>()
        .AddSingleton<ConnectionManager>()
        .AddHostedService(static provider => provider.GetRequiredService<ConnectionManager>());

    private static IServiceCollection AddConversations(this IServiceCollection services) => services
        .AddSingleton<SessionManager>()
        .AddSingleton<AudioDrops>()
        .AddSingleton<IToolCatalog, BusToolCatalog>()
        .AddSingleton<Func<ConversationOptions>>(static provider =>
        {
            var state = provider.GetRequiredService<DecouplingState>();
            return () => state.Conversation;
        })
        .AddSingleton<ConversationServices>();

    private static IServiceCollection AddBus(this IServiceCollection services) => services
        .AddSingleton<IEventBus>(static provider =>
        {
            var bus = new InMemoryEventBus(Queues(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IFactTeller>());
            bus.Serve(ServiceContracts.Asr, provider.GetRequiredService<AsrAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Llm, provider.GetRequiredService<LlmAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Tts, provider.GetRequiredService<TtsAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Mcp, provider.GetRequiredService<McpAdapter>().HandleAsync);
            return bus;
        })
        .AddSingleton(static provider => (IQueueControl)provider.GetRequiredService<IEventBus>());

    private static IServiceCollection AddAdapters(this IServiceCollection services) => services
        .AddSingleton<AsrAdapter>()
        .AddSingleton<LlmAdapter>()
        .AddSingleton<TtsAdapter>()
        .AddSingleton<McpAdapter>();

    private static IServiceCollection AddProviders(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(provider => new LocalSpeech(Models(options, provider.GetRequiredService<IHostEnvironment>()), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(static provider => provider.GetRequiredService<LocalSpeech>().Codecs)
        .AddSingleton(static provider => provider.GetRequiredService<LocalSpeech>().VoiceDetectors)
        .AddSingleton<OpenAiCompatibleChat>()
        .AddLiveService(ServiceType.Asr, static provider => ProviderCatalog.Asr(provider.GetRequiredService<LocalSpeech>()))
        .AddLiveService(ServiceType.Llm, static provider => ProviderCatalog.Llm(
            provider.GetRequiredService<OpenAiCompatibleChat>(), provider.GetRequiredService<TimeProvider>()))
        .AddLiveService(ServiceType.Tts, static provider => ProviderCatalog.Tts(provider.GetRequiredService<LocalSpeech>()))
        .AddLiveService(ServiceType.Mcp, static provider => ProviderCatalog.Mcp(provider.GetRequiredService<TimeProvider>()));

    private static IServiceCollection AddLiveService<T>(
        this IServiceCollection services, ServiceType service, Func<IServiceProvider, ProviderTypes<T>> types)
        where T : class => services
        .AddSingleton(types)
        .AddSingleton(provider => new LiveService<T>(
            service,
            provider.GetRequiredService<DecouplingState>(),
            provider.GetRequiredService<ProviderTypes<T>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IFactTeller>()))
        .AddSingleton<ILiveService>(static provider => provider.GetRequiredService<LiveService<T>>())
        .AddSingleton(static provider => provider.GetRequiredService<LiveService<T>>().Failover);

    private static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton(static provider => new ServiceHealth(
            [
                provider.GetRequiredService<Failover<ISpeechRecognizer>>(),
                provider.GetRequiredService<Failover<IChatClient>>(),
                provider.GetRequiredService<Failover<ISpeechSynthesizer>>(),
                provider.GetRequiredService<Failover<IToolProvider>>(),
            ],
            Health(provider)))
        .AddSingleton(static provider => new HealthProber(
            [
                ServiceProbes.Asr(provider.GetRequiredService<Failover<ISpeechRecognizer>>(), SpokenWord.Samples),
                ServiceProbes.Llm(provider.GetRequiredService<Failover<IChatClient>>()),
                ServiceProbes.Tts(provider.GetRequiredService<Failover<ISpeechSynthesizer>>()),
                ServiceProbes.Mcp(provider.GetRequiredService<Failover<IToolProvider>>()),
            ],
            Health(provider),
            provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<HealthProbing>();

    private static HealthOptions Health(IServiceProvider provider) =>
        provider.GetRequiredService<DecouplingState>().Document.Monitoring.ToOptions();

    private static Dictionary<ServiceType, QueueOptions> Queues(IServiceProvider provider)
    {
        var queues = provider.GetRequiredService<DecouplingState>().Document.Bus.Queues;
        return Enum.GetValues<ServiceType>().ToDictionary(static service => service, service => queues.Of(service).ToOptions());
    }

    private static ModelFolder Models(VoiceBusOptions options, IHostEnvironment environment) =>
        options.Models is { Length: > 0 } given
            ? new ModelFolder(given)
            : ModelFolder.Locate(Directory.GetCurrentDirectory(), environment.ContentRootPath);
}
