namespace VoiceBus.Management.Configuration;

/// <summary>The live configuration with what belongs to it.</summary>
/// <param name="Document">What survives a restart, secrets included; among several nodes the document of all of them.</param>
/// <param name="History">The changes on this node, newest first, secrets masked.</param>
public sealed record PersistedConfiguration(GatewayConfiguration Document, IReadOnlyList<ChangeRecord> History)
{
    /// <summary>Changes remembered.</summary>
    private const int Remembered = 50;

    /// <summary>The change that made the document for all nodes; empty when it is this node's own.</summary>
    public string ChangeId { get; init; } = "";

    /// <summary>Who made that change.</summary>
    public string By { get; init; } = "";

    /// <summary>The document as it is in force here: overruled by what was given for this start. Not kept.</summary>
    public GatewayConfiguration InForce { get => field ?? Document; init; }

    /// <summary>Which change made the document.</summary>
    public ChangeStamp Stamp => new(Document.Version, ChangeId);

    /// <summary>Names the document in force.</summary>
    public string Tag => Stamp.Tag(InForce.Version);

    /// <summary>The history with a change before it.</summary>
    public IReadOnlyList<ChangeRecord> HistoryWith(ChangeRecord? change) => change is null ? History : [change, .. History.Take(Remembered - 1)];
}
