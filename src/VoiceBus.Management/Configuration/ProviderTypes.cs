namespace VoiceBus.Management.Configuration;

/// <summary>Makes one instance of a provider by its settings.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
public delegate Task<T> ProviderMaker<T>(ProviderSettings settings, CancellationToken cancellationToken)
    where T : class;

/// <summary>How the providers of one service are made, by their type. Immutable.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="makers">By type.</param>
public sealed class ProviderTypes<T>(IReadOnlyDictionary<string, ProviderMaker<T>> makers)
    where T : class
{
    /// <summary>What fills the pool of a provider.</summary>
    /// <exception cref="InvalidOperationException">The type is not known; a checked document has none such.</exception>
    public Func<CancellationToken, Task<T>> MakerOf(ProviderSettings settings) =>
        makers.TryGetValue(settings.Type, out var maker)
            ? token => maker(settings, token)
            : throw new InvalidOperationException($"The provider type '{settings.Type}' is not known; there are: {string.Join(", ", makers.Keys)}.");
}
