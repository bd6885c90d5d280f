using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>How the providers of one service are made, by their type. Immutable.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="descriptors">The types there are.</param>
/// <param name="services">What they are made of.</param>
public sealed class ProviderTypes<T>(IEnumerable<ProviderDescriptor<T>> descriptors, IServiceProvider services)
    where T : class
{
    private static readonly string[] _ofEvery = ["name", "type", "enabled", "weight", "pool", "options"];

    private readonly ProviderDescriptor<T>[] _descriptors = [.. descriptors];

    /// <summary>Whether there is such a type.</summary>
    public bool Has(string type) => Array.Exists(_descriptors, known => known.Type == type);

    /// <summary>What fills the pool of a provider.</summary>
    /// <exception cref="InvalidOperationException">The type is not known; a checked document has none such.</exception>
    public Func<CancellationToken, Task<T>> MakerOf(ProviderSettings settings)
    {
        var descriptor = Array.Find(_descriptors, known => known.Type == settings.Type) ?? throw new InvalidOperationException(
            $"The provider type '{settings.Type}' is not known; there are: {string.Join(", ", _descriptors.Select(static known => known.Type))}.");
        var options = ProviderCatalog.ReadOptions(descriptor, OptionsOf(settings));
        return token => descriptor.CreateAsync(services, settings.Name, options, token);
    }

    // Members that a provider of the document has beside its options are options as well.
    private static JsonObject OptionsOf(ProviderSettings settings)
    {
        var members = JsonSerializer.SerializeToNode(settings, GatewayConfigurationJson.Default.ProviderSettings)!.AsObject();
        var options = members["options"]?.DeepClone() as JsonObject ?? [];
        foreach (var (name, value) in members)
            if (!_ofEvery.Contains(name))
                options[name] = value?.DeepClone();
        return options;
    }
}
