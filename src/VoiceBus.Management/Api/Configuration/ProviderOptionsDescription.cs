using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Api.Configuration;

/// <summary>Tells the OpenAPI document what the options of each type of provider are.</summary>
internal static class ProviderOptionsDescription
{
    /// <summary>Describes the member <c>options</c> of a provider: one of the objects its types take.</summary>
    public static void DescribeProviderOptions(this OpenApiOptions options) => options.AddSchemaTransformer(static (schema, context, _) =>
    {
        if (context.JsonTypeInfo.Type != typeof(ProviderSettings) || schema.Properties is null)
            return Task.CompletedTask;
        var catalog = context.ApplicationServices.GetRequiredService<ProviderCatalog>();
        schema.Properties[Secrets.Options] = new OpenApiSchema
        {
            Description = "By the provider's type; secrets are write-only.",
            AnyOf =
            [
                .. Enum.GetValues<ServiceType>().SelectMany(catalog.Of)
                    .Where(static type => ProviderOption.Of(type.OptionsType).Count > 0)
                    .Select(static type => Describe(type)),
            ],
        };
        return Task.CompletedTask;
    });

    private static OpenApiSchema Describe(ProviderDescriptor type)
    {
        var known = ProviderOption.Of(type.OptionsType);
        return new OpenApiSchema
        {
            Title = $"{type.Service.ToName()}/{type.Type}",
            Type = JsonSchemaType.Object,
            Properties = known.ToDictionary(static option => option.Name, static option => (IOpenApiSchema)Describe(option)),
            Required = known.Where(static option => option.Required).Select(static option => option.Name).ToHashSet(),
        };
    }

    private static OpenApiSchema Describe(ProviderOption option) => new()
    {
        Type = option.Kind switch
        {
            "number" => JsonSchemaType.Number,
            "integer" => JsonSchemaType.Integer,
            "flag" => JsonSchemaType.Boolean,
            "list" => JsonSchemaType.Array,
            "object" => JsonSchemaType.Object,
            _ => JsonSchemaType.String,
        },
        Format = option.Kind is "url" ? "uri" : option.Kind is "duration" ? "duration" : null,
        Items = option.Kind == "list" ? new OpenApiSchema() : null,
        Enum = option.Choices is { } choices ? [.. choices.Select(static choice => (JsonNode)choice)] : null,
        Minimum = option.Kind is "number" or "integer" ? option.Min?.ToString(CultureInfo.InvariantCulture) : null,
        Maximum = option.Kind is "number" or "integer" ? option.Max?.ToString(CultureInfo.InvariantCulture) : null,
        MaxLength = option is { Kind: "text", Max: { } longest } ? (int)longest : null,
        WriteOnly = option.Secret,
        Default = option.Default is { } usual ? JsonNode.Parse(usual.GetRawText()) : null,
    };
}
