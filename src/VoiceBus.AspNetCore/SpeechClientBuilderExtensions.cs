using Microsoft.Extensions.AI;
using VoiceBus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what a .NET application has already: clients of Microsoft.Extensions.AI, and its own eyes and ears.</summary>
public static class SpeechClientBuilderExtensions
{
#pragma warning disable MEAI001 // Experimental there; see the adapters.
    /// <summary>Adds a recogniser: one client, shared by all calls and disposed by whoever gave it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The type, and its provider's name in the first configuration.</param>
    /// <param name="client">Thread-safe.</param>
    public static IVoiceBusBuilder AddSpeechToTextClient(this IVoiceBusBuilder builder, string name, ISpeechToTextClient client) =>
        builder.AddProvider(new ProviderDescriptor<ISpeechRecognizer, NoProviderOptions>(
            ServiceType.Asr, name, (_, provider, _, _) => Task.FromResult<ISpeechRecognizer>(new SpeechToTextRecognizer(provider, client)))
        { Default = new ProviderDefault(name, MaxInstances: 256) });

    /// <summary>Adds a voice in the same way.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The type, and its provider's name in the first configuration.</param>
    /// <param name="client">Thread-safe.</param>
    public static IVoiceBusBuilder AddTextToSpeechClient(this IVoiceBusBuilder builder, string name, ITextToSpeechClient client) =>
        builder.AddProvider(new ProviderDescriptor<ISpeechSynthesizer, NoProviderOptions>(
            ServiceType.Tts, name, (_, provider, _, _) => Task.FromResult<ISpeechSynthesizer>(new TextToSpeechSynthesizer(provider, client)))
        { Default = new ProviderDefault(name, MaxInstances: 256) });
#pragma warning restore MEAI001

    /// <summary>Adds an observer of everything that happens: sessions, turns, calls, failures; notified off the path of any turn.</summary>
    public static IVoiceBusBuilder AddEventObserver<TObserver>(this IVoiceBusBuilder builder)
        where TObserver : class, IEventObserver
    {
        builder.Services.AddSingleton<IEventObserver, TObserver>();
        return builder;
    }
}
