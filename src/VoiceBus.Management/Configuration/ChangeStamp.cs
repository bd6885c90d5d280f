namespace VoiceBus.Management.Configuration;

/// <summary>Which change made a document, the same on all nodes that have it.</summary>
/// <param name="Version">Of the document: one more than any its node had heard of.</param>
/// <param name="Id">The change's own; empty when it was made on a node without others, and is that node's own affair.</param>
public sealed record ChangeStamp(long Version, string Id)
{
    private const int ShownOfId = 12;

    /// <summary>Whether the document is for all nodes.</summary>
    public bool IsShared => Id.Length > 0;

    /// <summary>
    /// Whether this document replaces the other on every node that hears of both: by version, and by id when two nodes
    /// changed the same one at the same time. What is for all replaces what is a node's own.
    /// </summary>
    public bool IsNewerThan(ChangeStamp other)
    {
        if (IsShared != other.IsShared)
            return IsShared;
        return Version != other.Version ? Version > other.Version : string.CompareOrdinal(Id, other.Id) > 0;
    }

    /// <summary>Tells documents of one node apart.</summary>
    /// <param name="version">Of the document in force.</param>
    public string Tag(long version) => IsShared ? $"{version}-{(Id.Length > ShownOfId ? Id[^ShownOfId..] : Id)}" : $"{version}";
}
