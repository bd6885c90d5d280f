using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Bus;

namespace VoiceBus.Management.Configuration;

/// <summary>The types of providers there are, by what their packages say of them. Immutable; thread-safe.</summary>
/// <param name="descriptors">All that are registered.</param>
public sealed class ProviderCatalog(IEnumerable<ProviderDescriptor> descriptors)
{
    private readonly ProviderDescriptor[] _descriptors = [.. descriptors];

    /// <summary>The types of a service, as they were registered.</summary>
    public IEnumerable<ProviderDescriptor> Of(ServiceType service) => _descriptors.Where(known => known.Service == service);

    /// <summary>A type, or null when there is none such.</summary>
    public ProviderDescriptor? Find(ServiceType service, string? type) => Of(service).FirstOrDefault(known => known.Type == type);

    /// <summary>A type as a document names it, or null when there is none such.</summary>
    internal ProviderDescriptor? Find(string service, JsonNode? type) =>
        ServiceTypeNames.TryParse(service, out var known) && type?.GetValueKind() == JsonValueKind.String ? Find(known, type.GetValue<string>()) : null;

    /// <summary>Whether a provider of this type works on this machine; false for a type that is not known.</summary>
    public bool IsLocal(ServiceType service, string type) => Find(service, type)?.IsLocal ?? false;

    /// <summary>Those of the first configuration of a server, in the order they are asked.</summary>
    public IEnumerable<ProviderDescriptor> Defaults(ServiceType service) =>
        Of(service).Where(static known => known.Default is not null).OrderBy(static known => known.Default!.Order);

    /// <summary>The type of a service that a bare address means, or null.</summary>
    public ProviderDescriptor? DefaultForUrl(ServiceType service) => Of(service).FirstOrDefault(static known => known.IsDefaultForUrl);
}
