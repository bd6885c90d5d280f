using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace VoiceBus.Management.Configuration;

/// <summary>Serialization of the live configuration, generated at build time, and its way from and to JSON trees.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GatewayConfiguration))]
[JsonSerializable(typeof(IReadOnlyList<ChangeRecord>))]
public sealed partial class GatewayConfigurationJson : JsonSerializerContext
{
    // On first use: the order in which this class and its generated half are initialised is not defined.
    private static JsonSerializerOptions Readable => field ??= new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        TypeInfoResolver = Default,
    };

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <summary>The document as a tree of its own, secrets included.</summary>
    public static JsonObject ToNode(GatewayConfiguration document) =>
        JsonSerializer.SerializeToNode(document, Default.GatewayConfiguration)!.AsObject();

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON, or an object has a member twice.</exception>
    public static JsonNode? Parse(string json) => JsonNode.Parse(json, documentOptions: _strict);

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON, or an object has a member twice.</exception>
    public static async Task<JsonNode?> ParseAsync(Stream json, CancellationToken cancellationToken) =>
        await JsonNode.ParseAsync(json, documentOptions: _strict, cancellationToken: cancellationToken);

    /// <summary>JSON for people to read.</summary>
    public static string Write(JsonNode node) => node.ToJsonString(Readable);
}
