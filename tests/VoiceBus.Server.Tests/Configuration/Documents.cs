using System.Text.Json.Nodes;
using VoiceBus.AspNetCore;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

/// <summary>Documents to start from, and ways to change them.</summary>
internal static class Documents
{
    public const string Key = "sk-very-secret-4711";

    /// <summary>What the program starts with when nothing is said.</summary>
    public static GatewayConfiguration Plain { get; } = InitialDocument.From(new VoiceBusOptions(), BuiltInTypes.Catalog, BuiltInTypes.NothingGiven);

    /// <summary>A model server with a key, and the assistant behind it.</summary>
    public static GatewayConfiguration WithModel { get; } = InitialDocument.From(new VoiceBusOptions
    {
        Llm = new ServiceProviderOptions
        {
            Url = new Uri("http://models.test:1234/v1"),
            Key = Key,
            Model = "small",
            Temperature = 0.7f,
            ExtraBody = """{"think":false}""",
            Fallback = true,
        },
    }, BuiltInTypes.Catalog, BuiltInTypes.NothingGiven);

    /// <summary>A text among a provider's options, or null.</summary>
    public static string? Option(this ProviderSettings provider, string name) =>
        provider.Options is { } options && options.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>Applies a merge patch and checks.</summary>
    public static GatewayConfiguration? Patch(GatewayConfiguration document, string patch, Findings findings) =>
        new DocumentReader(Plain, BuiltInTypes.Catalog).Read(
            MergePatch.Apply(GatewayConfigurationJson.ToNode(document), JsonNode.Parse(patch)), document, document.Version + 1, findings);

    /// <summary>Applies a merge patch that must be right.</summary>
    public static GatewayConfiguration Patched(GatewayConfiguration document, string patch)
    {
        var findings = new Findings();
        return Patch(document, patch, findings) ?? throw new InvalidOperationException(findings.ToString());
    }
}
