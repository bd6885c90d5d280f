using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace VoiceBus.Management.Configuration;

/// <summary>The types of providers there are, by what their packages say of them. Immutable; thread-safe.</summary>
/// <param name="descriptors">All that are registered.</param>
public sealed class ProviderCatalog(IEnumerable<ProviderDescriptor> descriptors)
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly ProviderDescriptor[] _descriptors = [.. descriptors];

    /// <summary>The types of a service, as they were registered.</summary>
    public IEnumerable<ProviderDescriptor> Of(ServiceType service) => _descriptors.Where(known => known.Service == service);

    /// <summary>A type, or null when there is none such.</summary>
    public ProviderDescriptor? Find(ServiceType service, string? type) => Of(service).FirstOrDefault(known => known.Type == type);

    /// <summary>Whether a provider of this type works on this machine; false for a type that is not known.</summary>
    public bool IsLocal(ServiceType service, string type) => Find(service, type)?.IsLocal ?? false;

    /// <summary>Those of the first configuration of a server, in the order they are asked.</summary>
    public IEnumerable<ProviderDescriptor> Defaults(ServiceType service) =>
        Of(service).Where(static known => known.Default is not null).OrderBy(static known => known.Default!.Order);

    /// <summary>Makes the options of a type of JSON.</summary>
    /// <param name="descriptor">The type.</param>
    /// <param name="json">Names in snake_case; null: all defaults.</param>
    /// <exception cref="ValidationException">They are wrong; the message says which member must be what, and holds no value.</exception>
    internal static object ReadOptions(ProviderDescriptor descriptor, JsonNode? json)
    {
        object options;
        try
        {
            options = (json ?? new JsonObject()).Deserialize(descriptor.OptionsType, _options)
                ?? throw new ValidationException("must be an object");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            throw new ValidationException($"do not fit the type {descriptor.Type}: {Place(wrong)}", wrong);
        }

        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return options;
    }

    // The serializer's own words may quote a value.
    private static string Place(Exception wrong) => wrong is JsonException { Path: { Length: > 2 } path }
        ? $"{path.TrimStart('$', '.')} is not known or cannot be read"
        : "a member is missing, or not known";
}
