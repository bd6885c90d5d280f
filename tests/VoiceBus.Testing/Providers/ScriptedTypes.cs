using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceBus.Testing.Providers;

/// <summary>Types of providers that a test makes by itself, whatever they are configured with.</summary>
public static class ScriptedTypes
{
    /// <summary>Descriptors that make their providers by one function of the provider's name.</summary>
    public static IReadOnlyList<ProviderDescriptor<T>> Of<T>(Func<string, CancellationToken, Task<T>> make, params string[] types)
        where T : class =>
        [.. types.Select(type => new ProviderDescriptor<T, AnyOptions>(ServiceType.Llm, type, (_, name, _, token) => make(name, token)))];
}

/// <summary>Takes any members.</summary>
public sealed class AnyOptions
{
    /// <summary>All of them.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Members { get; init; } = new Dictionary<string, JsonElement>();
}
