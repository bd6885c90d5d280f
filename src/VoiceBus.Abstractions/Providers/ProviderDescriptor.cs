namespace VoiceBus;

/// <summary>
/// A type of provider that can be configured, registered as a service; everything the host knows of the type follows from it.
/// Immutable.
/// </summary>
public abstract class ProviderDescriptor
{
    private protected ProviderDescriptor(ServiceType service, string type, Type optionsType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentNullException.ThrowIfNull(optionsType);
        (Service, Type, OptionsType) = (service, type, optionsType);
    }

    /// <summary>The service it belongs to.</summary>
    public ServiceType Service { get; }

    /// <summary>The type as the configuration names it, unique within the service: lower-case letters, digits, '.', '_' and '-'.</summary>
    public string Type { get; }

    /// <summary>What a provider of this type is configured with; <see cref="NoProviderOptions"/> when it is with nothing.</summary>
    public Type OptionsType { get; }

    /// <summary>Whether it works on this machine: asking it once more, to warm up or to probe it, costs nobody anything.</summary>
    public bool IsLocal { get; init; }

    /// <summary>
    /// The languages it understands or speaks, whatever it is configured with: BCP 47 primary tags such as <c>en</c> or <c>zh</c>. Null,
    /// the default: any, or its model decides.
    /// </summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Whether a bare address (<c>VOICEBUS_LLM_URL</c> and the like without a type) means this type; one of a service at most.</summary>
    public bool IsDefaultForUrl { get; init; }

    /// <summary>
    /// Names of options (snake_case) that configurations of before have as members of the provider itself; they are read there and
    /// written as <c>options</c>.
    /// </summary>
    public IReadOnlyList<string> FormerMembers { get; init; } = [];

    /// <summary>How it stands in the first configuration; null: only where somebody configures it.</summary>
    public ProviderDefault? Default { get; init; }
}

/// <summary>How a provider stands in the first configuration of a server.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Order">Lower is asked earlier; the built-in ones have 100 and more.</param>
/// <param name="MaxInstances">Instances its pool may hold: calls it can serve at the same time.</param>
public sealed record ProviderDefault(string Name, int Order = 50, int MaxInstances = 64);

/// <summary>For types of providers that need no options.</summary>
public sealed record NoProviderOptions;

/// <summary>A type of provider of one interface. Immutable; thread-safe.</summary>
/// <typeparam name="TProvider">The provider interface, such as <see cref="ISpeechRecognizer"/>.</typeparam>
public abstract class ProviderDescriptor<TProvider> : ProviderDescriptor
    where TProvider : class
{
    private protected ProviderDescriptor(ServiceType service, string type, Type optionsType)
        : base(service, type, optionsType)
    {
    }

    /// <summary>Makes an instance; called by the provider's pool as often as it needs one.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The provider's configured name.</param>
    /// <param name="options">Of <see cref="ProviderDescriptor.OptionsType"/>, validated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProviderException">It cannot be made.</exception>
    public abstract Task<TProvider> CreateAsync(IServiceProvider services, string name, object options, CancellationToken cancellationToken);
}

/// <summary>A type of provider with the way it is made. Immutable; thread-safe if the way is.</summary>
/// <typeparam name="TProvider">The provider interface.</typeparam>
/// <typeparam name="TOptions">What a provider is configured with.</typeparam>
/// <param name="service">The service it belongs to.</param>
/// <param name="type">The type as the configuration names it.</param>
/// <param name="create">Makes an instance of the host's services, the provider's name and its options.</param>
public sealed class ProviderDescriptor<TProvider, TOptions>(
    ServiceType service, string type, Func<IServiceProvider, string, TOptions, CancellationToken, Task<TProvider>> create)
    : ProviderDescriptor<TProvider>(service, type, typeof(TOptions))
    where TProvider : class
    where TOptions : class
{
    /// <inheritdoc/>
    public override Task<TProvider> CreateAsync(IServiceProvider services, string name, object options, CancellationToken cancellationToken) =>
        create(services, name, (TOptions)options, cancellationToken);
}
