using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>What was given to this node for its start and overrules here the document that all nodes have. One caller at a time.</summary>
public interface IStartupOverrides
{
    /// <summary>Puts what was given into a document.</summary>
    /// <param name="document">The document; not changed.</param>
    /// <param name="initial">The document of this start's options, which have what was given.</param>
    /// <param name="isShared">Whether it is the document of all nodes, not one that only this node ever had.</param>
    JsonObject Overrule(GatewayConfiguration document, GatewayConfiguration initial, bool isShared);

    /// <summary>What an operator changed here since overrules what was given, until the next start.</summary>
    void Release(IReadOnlyList<FieldChange> changes);
}
