using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>How the providers of one service are made, by their type. Immutable.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="descriptors">The types there are.</param>
/// <param name="services">What they are made of.</param>
public sealed class ProviderTypes<T>(IEnumerable<ProviderDescriptor<T>> descriptors, IServiceProvider services)
    where T : class
{
    private readonly ProviderDescriptor<T>[] _descriptors = [.. descriptors];

    /// <summary>Whether there is such a type.</summary>
    public bool Has(string type) => Array.Exists(_descriptors, known => known.Type == type);

    /// <summary>What fills the pool of a provider.</summary>
    /// <exception cref="InvalidOperationException">The type is not known; a checked document has none such.</exception>
    public Func<CancellationToken, Task<T>> MakerOf(ProviderSettings settings)
    {
        var descriptor = Array.Find(_descriptors, known => known.Type == settings.Type) ?? throw new InvalidOperationException(
            $"The provider type '{settings.Type}' is not known; there are: {string.Join(", ", _descriptors.Select(static known => known.Type))}.");
        var options = ProviderOptionsReader.Read(descriptor, settings.Options is { } given ? JsonObject.Create(given) : null);
        return token => descriptor.CreateAsync(services, settings.Name, options, token);
    }
}
