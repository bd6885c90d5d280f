using Microsoft.Extensions.AI;
using VoiceBus;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers types of providers; their package's own <c>Add…</c> methods call these.</summary>
public static class ProviderBuilderExtensions
{
    /// <summary>Adds a type of provider.</summary>
    /// <exception cref="InvalidOperationException">The service has a type of that name already.</exception>
    public static IVoiceBusBuilder AddProvider<TProvider>(this IVoiceBusBuilder builder, ProviderDescriptor<TProvider> descriptor)
        where TProvider : class
    {
        if (builder.Services.Any(known => known.ImplementationInstance is ProviderDescriptor other && other.Service == descriptor.Service && other.Type == descriptor.Type))
            throw new InvalidOperationException($"There is a provider type '{descriptor.Type}' of the service {descriptor.Service} already.");
        builder.Services.AddSingleton<ProviderDescriptor>(descriptor).AddSingleton(descriptor);
        return builder;
    }

    /// <summary>Adds a recogniser, made anew for each place in its pool; it stands first in the configuration of a new server.</summary>
    /// <typeparam name="TRecognizer">Made with the host's services, and with the options where its constructor takes them.</typeparam>
    /// <typeparam name="TOptions">What it is configured with: the member <c>options</c> of a provider of this type.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type, and its provider's name in the first configuration.</param>
    /// <param name="isLocal">Whether it works on this machine.</param>
    public static IVoiceBusBuilder AddSpeechRecognizer<TRecognizer, TOptions>(this IVoiceBusBuilder builder, string type, bool isLocal = false)
        where TRecognizer : class, ISpeechRecognizer
        where TOptions : class => builder.AddProvider(Describe<ISpeechRecognizer, TRecognizer, TOptions>(ServiceType.Asr, type, isLocal));

    /// <summary>Adds a voice in the same way.</summary>
    /// <typeparam name="TSynthesizer">Made with the host's services, and with the options where its constructor takes them.</typeparam>
    /// <typeparam name="TOptions">What it is configured with.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="type">The type, and its provider's name in the first configuration.</param>
    /// <param name="isLocal">Whether it works on this machine.</param>
    public static IVoiceBusBuilder AddSpeechSynthesizer<TSynthesizer, TOptions>(this IVoiceBusBuilder builder, string type, bool isLocal = false)
        where TSynthesizer : class, ISpeechSynthesizer
        where TOptions : class => builder.AddProvider(Describe<ISpeechSynthesizer, TSynthesizer, TOptions>(ServiceType.Tts, type, isLocal));

    /// <summary>Adds a language model: one client, shared by all calls and disposed by whoever gave it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The type, and its provider's name in the first configuration.</param>
    /// <param name="client">Thread-safe, as chat clients are.</param>
    public static IVoiceBusBuilder AddChatClient(this IVoiceBusBuilder builder, string name, IChatClient client) =>
        builder.AddChatClient(name, _ => client);

    /// <summary>Adds a language model: one client, shared by all calls, made of the host's services when it is asked first.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The type, and its provider's name in the first configuration.</param>
    /// <param name="client">Makes the client; called for every place in the pool, so it gives the same one or a light one.</param>
    public static IVoiceBusBuilder AddChatClient(this IVoiceBusBuilder builder, string name, Func<IServiceProvider, IChatClient> client) =>
        builder.AddProvider(new ProviderDescriptor<IChatClient, NoProviderOptions>(
            ServiceType.Llm, name, (services, _, _, _) => Task.FromResult<IChatClient>(new SharedChatClient(client(services))))
        {
            Default = new ProviderDefault(name, MaxInstances: 256),
        });

    private static ProviderDescriptor<TProvider, TOptions> Describe<TProvider, TImplementation, TOptions>(ServiceType service, string type, bool isLocal)
        where TProvider : class
        where TImplementation : class, TProvider
        where TOptions : class
    {
        var takesOptions = typeof(TImplementation).GetConstructors().Any(static constructor =>
            constructor.GetParameters().Any(static parameter => parameter.ParameterType == typeof(TOptions)));
        return new ProviderDescriptor<TProvider, TOptions>(service, type, (services, _, options, _) => Task.FromResult<TProvider>(
            takesOptions
                ? ActivatorUtilities.CreateInstance<TImplementation>(services, options)
                : ActivatorUtilities.CreateInstance<TImplementation>(services)))
        {
            IsLocal = isLocal,
            Default = new ProviderDefault(type),
        };
    }

    // A pool disposes what it holds; whoever gave the client goes on using it.
    private sealed class SharedChatClient(IChatClient client) : DelegatingChatClient(client)
    {
        protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
    }
}
