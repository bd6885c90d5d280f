using System.Text.Json;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// The live configuration as one node hands it to another that asked for it: with its secrets, so only ever to that node's
/// own queue. Not a record: those print what they hold.
/// </summary>
internal sealed class NodeDocument
{
    /// <summary>Of the document.</summary>
    public required long Version { get; init; }

    /// <summary>The change that made it.</summary>
    public required string Change { get; init; }

    /// <summary>Who made that change.</summary>
    public required string By { get; init; }

    /// <summary>The document, for whoever knows its fields to check.</summary>
    public required JsonElement Document { get; init; }
}
