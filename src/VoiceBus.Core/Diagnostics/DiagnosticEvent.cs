namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Something that happened. Emitted once; observers turn it into a log line, a metric, a trace or a live event. User text is
/// only ever in a property named <c>Text</c>, so that it can be left out.
/// </summary>
public abstract record DiagnosticEvent
{
    /// <summary>How much it matters; decides the level of the log line.</summary>
    public virtual EventSeverity Severity => EventSeverity.Normal;

    /// <summary>
    /// Set where whoever sends to this server decides how often it happens: of one kind one line a second is logged, with the
    /// count of those left out. Null logs every one.
    /// </summary>
    public virtual string? LogKind => null;
}
