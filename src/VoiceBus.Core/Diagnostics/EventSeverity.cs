namespace VoiceBus.Core.Diagnostics;

/// <summary>How much an event matters to somebody who runs the server.</summary>
public enum EventSeverity
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
