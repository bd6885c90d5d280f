using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;
using VoiceBus.Gateway.Limits;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;
using VoiceBus.Gateway.Vision;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>Puts the rooms together: one method per room, in the order a turn passes them.</summary>
internal static class VoiceBusServices
{
    /// <summary>Adds everything a single node is made of.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="options">The options of this start.</param>
    /// <param name="configuration">What they were read from.</param>
    /// <param name="given">Only what was set in so many words, for this start.</param>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    public static IServiceCollection AddNode(this IServiceCollection services, VoiceBusOptions options, IConfiguration configuration, IConfiguration given)
    {
        services.AddSingleton(options).AddSingleton(options.Bus);
        services.TryAddSingleton(ZonedTimeProvider.In(TimeProvider.System, options.Provisioning.TimeZone)); // An application may have a clock of its own.
        return services
            .AddEvents(options)
            .AddLiveConfiguration(options, configuration, given)
            .AddSingleton<Func<LimitSettings>>(static provider =>
            {
                var state = provider.GetRequiredService<GatewayConfigurationSnapshot>();
                return () => state.Document.Limits;
            })
            .AddLimits()
            .AddTransport(options)
            .AddProvisioning(options.Provisioning)
            .AddMemory(options)
            .AddVision(options.Vision)
            .AddConversations(options)
            .AddBus(options)
            .AddAdapters()
            .AddProviders(options)
            .AddHealth(NodeRoles.Served(options.Role, options.Services))
            .AddWarmup(options);
    }

    private static IServiceCollection AddEvents(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(new TextPolicy(options.LogText))
        .AddSingleton<IEventObserver>(static provider => new EventLogger(
            provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TextPolicy>()))
        .AddSingleton<IEventObserver, Meters>()
        .AddSingleton(static provider => new TurnTimelines(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<TextPolicy>()))
        .AddSingleton<IEventObserver>(static provider => provider.GetRequiredService<TurnTimelines>())
        .AddSingleton<IEventObserver, TurnMeters>() // After the timelines, which it reads.
        .AddSingleton(static provider => new EventDispatcher(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<IEventObserver>(),
            provider.GetRequiredService<ILogger<EventDispatcher>>()))
        .AddSingleton<IEventSink>(static provider => provider.GetRequiredService<EventDispatcher>());

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
        .AddSingleton(static provider => new DeviceToolsContext(
            provider.GetRequiredService<VisionGrants>().For, () => provider.GetRequiredService<GatewayConfigurationSnapshot>().Document.Limits.ThingBytes))
        .AddSingleton<Func<ConversationOptions>>(static provider =>
        {
            var state = provider.GetRequiredService<GatewayConfigurationSnapshot>();
            return () => state.Conversation;
        })
        .AddSingleton<ConversationServices>();

    private static IServiceCollection AddBus(this IServiceCollection services, VoiceBusOptions options)
    {
        if (options.Bus.IsRabbitMq)
            services.AddSingleton<IClusterChannel>(static provider => ((IDistributedBus)provider.GetRequiredService<IEventBus>()).Nodes);
        return services
            .AddSingleton(provider => BusComposition.Create(provider, options, Queues(provider)))
            .AddSingleton(static provider => (IQueueControl)provider.GetRequiredService<IEventBus>())
            .AddHostedService<BusHostedService>();
    }

    private static IServiceCollection AddAdapters(this IServiceCollection services) => services
        .AddSingleton(static provider => new AsrAdapter(
            provider.GetRequiredService<Failover<ISpeechRecognizer>>(),
            provider.GetRequiredService<IAudioCodecs>(),
            provider.GetRequiredService<IEventSink>(),
            () => provider.GetRequiredService<AudioDrops>().AddMalformed()))
        .AddSingleton(static provider => new LlmAdapter(
            provider.GetRequiredService<Failover<IChatClient>>(), provider.GetRequiredService<VisionModel>().Seeing))
        .AddSingleton<TtsAdapter>()
        .AddSingleton<McpAdapter>();

    private static IServiceCollection AddProviders(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(provider => new VisionModel(
            options.Vision,
            options.Llm,
            provider.GetRequiredService<ProviderCatalog>(),
            provider.GetRequiredService<ProviderTypes<IChatClient>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IEventSink>()))
        .AddLiveService<ISpeechRecognizer>(ServiceType.Asr)
        .AddLiveService<IChatClient>(ServiceType.Llm)
        .AddLiveService<ISpeechSynthesizer>(ServiceType.Tts)
        .AddLiveService(ServiceType.Mcp, ToolServerComposition.Providers)
        .AddSingleton<IToolServerView, NoToolServers>() // A package that has some comes later, and the last one wins.
        .AddToolServers(options);

    private static IServiceCollection AddLiveService<T>(
        this IServiceCollection services, ServiceType service, Func<IServiceProvider, IEnumerable<ExternalProvider<T>>>? others = null)
        where T : class => services
        .AddSingleton<ProviderTypes<T>>()
        .AddSingleton(provider => new LiveService<T>(
            service,
            provider.GetRequiredService<GatewayConfigurationSnapshot>(),
            provider.GetRequiredService<ProviderTypes<T>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IEventSink>(),
            others is null ? null : () => others(provider)))
        .AddSingleton<ILiveService>(static provider => provider.GetRequiredService<LiveService<T>>())
        .AddSingleton(static provider => provider.GetRequiredService<LiveService<T>>().Failover);

    /// <summary>A process judges what it serves: a gateway nothing, its workers do.</summary>
    private static IServiceCollection AddHealth(this IServiceCollection services, IReadOnlyList<ServiceType> served) => services
        .AddSingleton(provider => new ServiceHealth([.. served.Select(service => View(provider, service))], Health(provider)))
        .AddSingleton(provider => new HealthProber(
            [.. served.Select(service => Probe(provider, service))], Health(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IEventSink>()))
        .AddHostedService<HealthProbingHostedService>();

    private static HealthOptions Health(IServiceProvider provider) =>
        provider.GetRequiredService<GatewayConfigurationSnapshot>().Document.Monitoring.ToOptions();

    /// <summary>A service's providers as they are seen from outside; they are made when this is first asked for.</summary>
    internal static IServiceView View(IServiceProvider provider, ServiceType service) => service switch
    {
        ServiceType.Asr => provider.GetRequiredService<Failover<ISpeechRecognizer>>(),
        ServiceType.Llm => provider.GetRequiredService<Failover<IChatClient>>(),
        ServiceType.Tts => provider.GetRequiredService<Failover<ISpeechSynthesizer>>(),
        _ => provider.GetRequiredService<Failover<IToolProvider>>(),
    };

    private static IServiceProbe Probe(IServiceProvider provider, ServiceType service) => service switch
    {
        ServiceType.Asr => ServiceProbes.Asr(provider.GetRequiredService<Failover<ISpeechRecognizer>>(), SpokenWord.Samples),
        ServiceType.Llm => ServiceProbes.Llm(provider.GetRequiredService<Failover<IChatClient>>()),
        ServiceType.Tts => ServiceProbes.Tts(provider.GetRequiredService<Failover<ISpeechSynthesizer>>()),
        _ => ServiceProbes.Mcp(provider.GetRequiredService<Failover<IToolProvider>>()),
    };

    private static Dictionary<ServiceType, QueueOptions> Queues(IServiceProvider provider)
    {
        var document = provider.GetRequiredService<GatewayConfigurationSnapshot>().Document;
        return Enum.GetValues<ServiceType>().ToDictionary(static service => service, document.QueueOf);
    }
}
