using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Api.Configuration;

/// <summary>Says which types of providers can be configured, and with what.</summary>
public static class ProviderTypesApi
{
    /// <summary>Maps the list.</summary>
    public static void MapProviderTypes(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/providers/types", static (ProviderCatalog catalog) => new ProviderTypesDto(
            [.. Enum.GetValues<ServiceType>().SelectMany(catalog.Of).Select(static type => ProviderTypeDto.From(type))]))
            .WithTags("services").WithName("getProviderTypes")
            .WithSummary("The types of providers there are")
            .WithDescription("Built in, added by the program, or from plug-ins; with the options of each, their bounds and defaults.");
}

/// <summary>The types there are.</summary>
/// <param name="Types">By service, as they were registered.</param>
public sealed record ProviderTypesDto(IReadOnlyList<ProviderTypeDto> Types);

/// <summary>A type of provider.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="Type">As a provider of the document names it.</param>
/// <param name="Local">Whether it works on this machine.</param>
/// <param name="DefaultName">Its provider's name in the first configuration; null where it is in none.</param>
/// <param name="Options">What it is configured with; empty: with nothing.</param>
/// <param name="Languages">What it understands or speaks: BCP 47 primary tags; null: any, or its model decides.</param>
public sealed record ProviderTypeDto(
    string Service, string Type, bool Local, string? DefaultName, IReadOnlyList<ProviderOption> Options, IReadOnlyList<string>? Languages)
{
    internal static ProviderTypeDto From(ProviderDescriptor type) =>
        new(type.Service.ToName(), type.Type, type.IsLocal, type.Default?.Name, ProviderOption.Of(type.OptionsType), type.Languages);
}
