using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// The real server with real sockets, Opus, bus, adapters, pools and pacing; only what answers behind the pools follows a
/// script, and voice is what is loud.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private ScriptedServer()
    {
    }

    public ProviderScript Asr { get; } = new();

    public ProviderScript Llm { get; } = new();

    public ProviderScript Tts { get; } = new();

    public ProviderScript SpareAsr { get; } = new();

    public ProviderScript SpareLlm { get; } = new();

    public ProviderScript SpareTts { get; } = new();

    public EventLedger Events { get; } = new();

    public RunningServer Server { get; private set; } = null!;

    /// <summary>What the recogniser understands.</summary>
    public string Heard { get; set; } = "What a day.";

    /// <summary>What the model answers.</summary>
    public Func<string, string> Answer { get; set; } = heard => $"You said {heard} That is what I heard. And this is the end.";

    /// <summary>Answers the whole dialogue, tool calls included; null lets <see cref="Answer"/> answer the words.</summary>
    public Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>>? Model { get; set; }

    /// <summary>Starts the server.</summary>
    /// <param name="deadlines">Of every service; null for the defaults.</param>
    /// <param name="framesPerSentence">Of 60 ms.</param>
    /// <param name="spares">Whether each service has a second provider, "spare", that does the same by a script of its own
    /// (its voice at 16 kHz).</param>
    /// <param name="mind">Another model than the scripted one, or null.</param>
    /// <param name="replace">Replaces services after the scripted ones, or null.</param>
    /// <param name="args">Command line.</param>
    public static async Task<ScriptedServer> StartAsync(
        ServiceDeadlines? deadlines = null, int framesPerSentence = 8, bool spares = false, Func<IChatClient>? mind = null,
        Action<IServiceCollection>? replace = null, params string[] args)
    {
        var scripted = new ScriptedServer();
        var time = TimeProvider.System;
        var pool = new PoolOptions { MinSize = 0, MaxSize = 128 };
        scripted.Server = await RunningServer.StartAsync(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IVoiceDetectorFactory>(new LoudnessDetectors()));
            services.Replace(ServiceDescriptor.Singleton(provider => Service(
                provider, ServiceType.Asr, scripted.Asr, scripted.SpareAsr, script => (ISpeechRecognizer)new ScriptedRecognizer(script, () => scripted.Heard))));
            services.Replace(ServiceDescriptor.Singleton(provider => Service(
                provider, ServiceType.Llm, scripted.Llm, scripted.SpareLlm, script => mind?.Invoke() ?? new ScriptedChatClient(script, scripted.Think))));
            services.Replace(ServiceDescriptor.Singleton(provider => Service(
                provider, ServiceType.Tts, scripted.Tts, scripted.SpareTts, script => (ISpeechSynthesizer)new ScriptedSynthesizer(
                    script, framesPerSentence, script == scripted.Tts ? 24_000 : 16_000))));
            services.AddSingleton<IEventObserver>(scripted.Events);
            WithoutProbes(services);
            replace?.Invoke(services);
        }, args);
        return scripted;

        Failover<T> Service<T>(IServiceProvider provider, ServiceType service, ProviderScript first, ProviderScript spare, Func<ProviderScript, T> make)
            where T : class
        {
            var events = provider.GetRequiredService<IEventSink>();
            ProviderEntry<T> Entry(string name, ProviderScript script) =>
                ScriptedService.Entry(service, name, script, () => make(script), time, events, pool);
            ProviderEntry<T>[] providers = spares ? [Entry("scripted", first), Entry("spare", spare)] : [Entry("scripted", first)];
            return new Failover<T>(
                service, new ServiceConfiguration<T>(true, providers, deadlines ?? ServiceDeadlines.For(service)), time, events);
        }
    }

    /// <summary>Lets only the test's own traffic reach the providers.</summary>
    public static void WithoutProbes(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(new HealthProber([], new HealthOptions(), TimeProvider.System, NullEventSink.Instance)));

    /// <summary>Returns when everything told so far is in <see cref="Events"/>.</summary>
    public Task CatchUpAsync() => EventLedger.CatchUpAsync(Server.Get<IEventSink>());

    /// <summary>
    /// Asserts that after all devices have left nothing is left (see <see cref="RunningServer.ShouldBecomeQuietAsync"/>); all
    /// that was told is heard then.
    /// </summary>
    public async Task ShouldBecomeQuietAsync()
    {
        await Server.ShouldBecomeQuietAsync();
        // A stream that was given up because it ignored its cancel ends when its vendor lets go, and no lease waits for that.
        ProviderScript[] scripts = [Asr, Llm, Tts, SpareAsr, SpareLlm, SpareTts];
        await Eventually.TrueAsync(
            () => scripts.All(script => script.OpenStreams == 0), () => string.Join(' ', scripts.Select(script => script.OpenStreams)));
        await Eventually.TrueAsync(() => Events.Ended == Told(), () => $"{Told()} messages counted, {Events.Ended} told");
        await CatchUpAsync();
        Events.EndedMoreThanOnce.ShouldBeEmpty();
        Events.Defects.ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private long Told() => Server.Bus.GetStatus().Queues.Sum(queue => queue.Completed + queue.Failed + queue.Cancelled);

    private IReadOnlyList<AIContent> Think(IReadOnlyList<ChatMessage> messages) =>
        Model?.Invoke(messages)
        ?? [new TextContent(Answer(messages.Last(message => message.Role == ChatRole.User && !Continuation.IsPartOf(message)).Text))];
}
