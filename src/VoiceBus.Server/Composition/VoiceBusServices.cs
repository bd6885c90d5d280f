using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;
using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Server.Provisioning;
using VoiceBus.Server.Transport;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;

namespace VoiceBus.Server.Composition;

/// <summary>Puts the rooms together: one method per room, in the order a turn passes them.</summary>
internal static class VoiceBusServices
{
    /// <summary>Adds everything a single node is made of.</summary>
    public static IServiceCollection AddVoiceBus(this IServiceCollection services, VoiceBusOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        return services
            .AddFacts(options)
            .AddTransport(options)
            .AddProvisioning(options.Provisioning)
            .AddConversations(options)
            .AddBus()
            .AddAdapters()
            .AddProviders(options)
            .AddHealth(options);
    }

    private static IServiceCollection AddFacts(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton<IFactListener>(provider => new FactLog(provider.GetRequiredService<ILogger<FactLog>>(), options.LogText))
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

    private static IServiceCollection AddConversations(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton<SessionManager>()
        .AddSingleton<AudioDrops>()
        .AddSingleton<IToolCatalog, BusToolCatalog>()
        .AddSingleton<IDeviceToolsFactory>(provider => new DeviceToolsFactory(
            options.DeviceTools, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IFactTeller>()))
        .AddSingleton<Func<ConversationOptions>>(() => options.Conversation)
        .AddSingleton<ConversationServices>();

    private static IServiceCollection AddBus(this IServiceCollection services) => services
        .AddSingleton<IEventBus>(static provider =>
        {
            var bus = new InMemoryEventBus(Queues(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IFactTeller>());
            bus.Serve(ServiceContracts.Asr, provider.GetRequiredService<AsrAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Llm, provider.GetRequiredService<LlmAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Tts, provider.GetRequiredService<TtsAdapter>().HandleAsync);
            bus.Serve(ServiceContracts.Mcp, provider.GetRequiredService<McpAdapter>().HandleAsync);
            return bus;
        });

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
        .AddSingleton<ProviderModels>()
        .AddSingleton(static provider => provider.GetRequiredService<ProviderModels>().Asr())
        .AddSingleton(static provider => provider.GetRequiredService<ProviderModels>().Llm())
        .AddSingleton(static provider => provider.GetRequiredService<ProviderModels>().Tts())
        .AddSingleton(static provider => provider.GetRequiredService<ProviderModels>().Mcp());

    private static IServiceCollection AddHealth(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(static provider => new ServiceHealth(
            [
                provider.GetRequiredService<Failover<ISpeechRecognizer>>(),
                provider.GetRequiredService<Failover<IChatClient>>(),
                provider.GetRequiredService<Failover<ISpeechSynthesizer>>(),
                provider.GetRequiredService<Failover<IToolProvider>>(),
            ],
            provider.GetRequiredService<VoiceBusOptions>().Health))
        .AddSingleton(provider => new HealthProber(
            [
                ServiceProbes.Asr(provider.GetRequiredService<Failover<ISpeechRecognizer>>(), SpokenWord.Samples),
                ServiceProbes.Llm(provider.GetRequiredService<Failover<IChatClient>>()),
                ServiceProbes.Tts(provider.GetRequiredService<Failover<ISpeechSynthesizer>>()),
                ServiceProbes.Mcp(provider.GetRequiredService<Failover<IToolProvider>>()),
            ],
            options.Health,
            provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<HealthProbing>();

    /// <summary>A queue hands out as many calls as its service's pools can hold.</summary>
    private static Dictionary<ServiceType, QueueOptions> Queues() => new()
    {
        [ServiceType.Asr] = Queue(ProviderModels.AsrPool, TimeSpan.FromMinutes(5)), // An utterance may be long; its recognition has deadlines of its own.
        [ServiceType.Llm] = Queue(ProviderModels.LlmPool, TimeSpan.FromSeconds(90)),
        [ServiceType.Tts] = Queue(ProviderModels.TtsPool, TimeSpan.FromMinutes(5)), // Playing speed holds a sentence back.
        [ServiceType.Mcp] = Queue(ProviderModels.McpPool, TimeSpan.FromSeconds(60)),
    };

    private static QueueOptions Queue(PoolOptions pool, TimeSpan callTimeout) =>
        new() { Concurrency = pool.MaxSize, CallTimeout = callTimeout };

    private static ModelFolder Models(VoiceBusOptions options, IHostEnvironment environment) =>
        options.Models is { Length: > 0 } given
            ? new ModelFolder(given)
            : ModelFolder.Locate(Directory.GetCurrentDirectory(), environment.ContentRootPath);
}
