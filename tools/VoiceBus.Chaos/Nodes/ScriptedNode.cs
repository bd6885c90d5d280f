using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Server;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Chaos.Nodes;

/// <summary>
/// The real server as a process of its own; only what answers behind its pools is scripted, so that a whole answer can be
/// told from a damaged one to the frame.
/// </summary>
internal static class ScriptedNode
{
    private static readonly TimeSpan _held = TimeSpan.FromMinutes(2);

    /// <summary>Runs until the process is told to stop.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var app = VoiceBusServer.Build(args, Script);
        await using (app)
        {
            await app.StartAsync();
            foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
                Console.WriteLine($"voicebus: page       {address}/");
            await app.WaitForShutdownAsync();
        }
        return 0;
    }

    private static void Script(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IVoiceDetectorFactory>(new LoudnessDetectors()));
        services.Replace(ServiceDescriptor.Singleton(provider => Service<ISpeechRecognizer>(provider, ServiceType.Asr, static () => new ScriptedEar())));
        services.Replace(ServiceDescriptor.Singleton(provider => Service<IChatClient>(provider, ServiceType.Llm, static () => new ScriptedMind())));
        services.Replace(ServiceDescriptor.Singleton(provider => Service<ISpeechSynthesizer>(provider, ServiceType.Tts, static () => new ScriptedVoice())));
    }

    private static Failover<T> Service<T>(IServiceProvider provider, ServiceType service, Func<T> make)
        where T : class
    {
        var (time, events) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IEventSink>());
        var pool = new ProviderPool<T>("scripted", _ => Task.FromResult(make()), new PoolOptions { MinSize = 0, MaxSize = 128 }, time, events);
        var entry = new ProviderEntry<T>(service, "scripted", "scripted", pool, new BreakerOptions(), time, events);
        // Who is held by a test shall not count as stuck.
        var patient = ServiceDeadlines.For(service) with { FirstReply = _held, Stall = _held, Whole = _held };
        return new Failover<T>(service, new ServiceConfiguration<T>(true, [entry], patient), time, events);
    }
}
