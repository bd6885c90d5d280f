using Microsoft.Extensions.AI;
using VoiceBus.AspNetCore.Warmup;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>Has a process rehearse its first turn with what its role has: what is elsewhere, or costs money, is stood in for.</summary>
internal static class WarmupComposition
{
    private static readonly TimeSpan _brokerTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Adds the rehearsal; one that is switched off is over before it begins.</summary>
    public static IServiceCollection AddWarmup(this IServiceCollection services, VoiceBusOptions options) => services
        .AddSingleton(provider => new WarmupHostedService(
            options.Rehearse ? token => PlayAsync(provider, options, token) : null,
            provider.GetRequiredService<IEventSink>(),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IWarmup>(static provider => provider.GetRequiredService<WarmupHostedService>())
        .AddHostedService(static provider => provider.GetRequiredService<WarmupHostedService>());

    private static async Task PlayAsync(IServiceProvider provider, VoiceBusOptions options, CancellationToken cancellationToken)
    {
        var real = provider.GetRequiredService<ConversationServices>();
        var bus = await BusAsync(provider, options, real.Time, cancellationToken);
        await using var stage = new WarmupTurn(
            options.Role == NodeRole.Worker ? real with { VoiceDetectors = new LoudnessDetectors() } : real,
            bus,
            options.Transport,
            Maker<ISpeechRecognizer>(provider, options, ServiceType.Asr) ?? (static _ => Task.FromResult<ISpeechRecognizer>(new StubRecognizer())),
            // Any other model may cost money, and its client has been compiled by its probe.
            Maker<IChatClient>(provider, options, ServiceType.Llm) ?? (static _ => Task.FromResult<IChatClient>(new StubChatClient())),
            Maker<ISpeechSynthesizer>(provider, options, ServiceType.Tts) ?? (static _ => Task.FromResult<ISpeechSynthesizer>(new StubSynthesizer())),
            Maker<IToolProvider>(provider, options, ServiceType.Mcp) ?? (static _ => Task.FromResult<IToolProvider>(new StubTools())));
        if (bus is IDistributedBus broker)
            await Task.WhenAll(Enum.GetValues<ServiceType>().Select(broker.WhenServing)).WaitAsync(_brokerTimeout, real.Time, cancellationToken);
        await stage.PlayAsync(SpokenWord.Samples, cancellationToken);
    }

    /// <summary>A bus like that of this process; in memory too when the broker cannot be reached soon.</summary>
    private static async Task<IEventBus> BusAsync(IServiceProvider provider, VoiceBusOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var queues = new Dictionary<ServiceType, QueueOptions>();
        if (!options.Bus.IsRabbitMq)
            return new InMemoryEventBus(queues, time, NullEventSink.Instance);
        var bus = BusComposition.Distributed(provider).Create(queues, NullEventSink.Instance, WarmupTurn.SessionId);
        try
        {
            await bus.Connected.WaitAsync(_brokerTimeout, time, cancellationToken);
            return bus;
        }
        catch (TimeoutException)
        {
            await bus.DisposeAsync();
            return new InMemoryEventBus(queues, time, NullEventSink.Instance);
        }
        catch (OperationCanceledException)
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the provider that is asked first, where it is served here and runs on this machine; else null.</summary>
    private static Func<CancellationToken, Task<T>>? Maker<T>(IServiceProvider provider, VoiceBusOptions options, ServiceType service)
        where T : class
    {
        if (!NodeRoles.Served(options.Role, options.Services).Contains(service))
            return null;
        var settings = provider.GetRequiredService<GatewayConfigurationSnapshot>().Document.Services.Of(service);
        return settings is { Enabled: true } && settings.Providers.FirstOrDefault(static candidate => candidate.Enabled) is { } first && provider.GetRequiredService<ProviderCatalog>().IsLocal(service, first.Type)
            ? provider.GetRequiredService<ProviderTypes<T>>().MakerOf(first)
            : null;
    }
}
