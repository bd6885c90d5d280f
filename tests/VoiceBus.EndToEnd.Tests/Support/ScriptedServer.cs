using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

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

    public FactLedger Facts { get; } = new();

    public RunningServer Server { get; private set; } = null!;

    /// <summary>What the recogniser understands.</summary>
    public string Heard { get; set; } = "What a day.";

    /// <summary>What the model answers.</summary>
    public Func<string, string> Answer { get; set; } = heard => $"You said {heard} That is what I heard. And this is the end.";

    /// <summary>Answers the whole dialogue, tool calls included; null lets <see cref="Answer"/> answer the words.</summary>
    public Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>>? Model { get; set; }

    /// <summary>Starts the server.</summary>
    /// <param name="deadlines">Of all services, or null for theirs.</param>
    /// <param name="framesPerSentence">Length of what is spoken.</param>
    /// <param name="mind">Another model than the scripted one, or null.</param>
    /// <param name="args">Command line.</param>
    public static async Task<ScriptedServer> StartAsync(
        ServiceDeadlines? deadlines = null, int framesPerSentence = 8, Func<IChatClient>? mind = null, params string[] args)
    {
        var scripted = new ScriptedServer();
        var time = TimeProvider.System;
        var pool = new PoolOptions { MinSize = 0, MaxSize = 128 };
        scripted.Server = await RunningServer.StartAsync(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IVoiceDetectorFactory>(new LoudnessDetectors()));
            services.Replace(ServiceDescriptor.Singleton(Service(
                ServiceType.Asr, scripted.Asr, () => (ISpeechRecognizer)new ScriptedRecognizer(scripted.Asr, () => scripted.Heard))));
            services.Replace(ServiceDescriptor.Singleton(Service(
                ServiceType.Llm, scripted.Llm, mind ?? (() => new ScriptedChatClient(scripted.Llm, scripted.Think)))));
            services.Replace(ServiceDescriptor.Singleton(Service(
                ServiceType.Tts, scripted.Tts, () => (ISpeechSynthesizer)new ScriptedSynthesizer(scripted.Tts, framesPerSentence))));
            services.AddSingleton<IFactListener>(scripted.Facts);
            WithoutProbes(services);
        }, args);
        return scripted;

        Failover<T> Service<T>(ServiceType service, ProviderScript script, Func<T> make)
            where T : class
        {
            var entry = ScriptedService.Entry(service, "scripted", script, make, time, pool: pool);
            return new Failover<T>(service, new ServiceModel<T>(true, [entry], deadlines ?? ServiceDeadlines.For(service)), time);
        }
    }

    /// <summary>Lets only the test's own traffic reach the providers.</summary>
    public static void WithoutProbes(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(new HealthProber([], new HealthOptions(), TimeProvider.System)));

    /// <summary>Asserts that after all devices have left nothing is left: see <see cref="RunningServer.ShouldBecomeQuiet"/>.</summary>
    public void ShouldBecomeQuiet()
    {
        Server.ShouldBecomeQuiet();
        new[] { Asr.OpenStreams, Llm.OpenStreams, Tts.OpenStreams }.ShouldBe([0, 0, 0], "provider streams are open");
        Facts.EndedMoreThanOnce.ShouldBeEmpty();
        var status = Server.Bus.GetStatus().Queues;
        var told = status.Sum(queue => queue.Completed + queue.Failed + queue.Cancelled);
        SpinWait.SpinUntil(() => Facts.Ended == told, TimeSpan.FromSeconds(10)).ShouldBeTrue($"{told} messages counted, {Facts.Ended} told");
        Facts.Defects.ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private IReadOnlyList<AIContent> Think(IReadOnlyList<ChatMessage> messages) =>
        Model?.Invoke(messages) ?? [new TextContent(Answer(messages.Last(message => message.Role == ChatRole.User).Text))];

    private sealed class LoudnessDetectors : IVoiceDetectorFactory
    {
        public IVoiceDetector Create() => new Loudness();

        private sealed class Loudness : IVoiceDetector
        {
            public float Detect(ReadOnlySpan<short> window) => window.ToArray().Max(Math.Abs) > 2000 ? 0.95f : 0.02f;

            public void Reset()
            {
            }

            public void Dispose()
            {
            }
        }
    }
}
