namespace VoiceBus.Core.Facts;

/// <summary>How much a fact matters to somebody who runs the server.</summary>
public enum FactSeverity
{
    /// <summary>Of use when looking for a cause.</summary>
    Detail,

    /// <summary>Part of normal life.</summary>
    Normal,

    /// <summary>Something went wrong and was dealt with.</summary>
    Warning,

    /// <summary>Something is wrong and needs somebody.</summary>
    Error,
}
