namespace VoiceBus.Core.Facts;

/// <summary>
/// Something that happened. Told once; listeners turn it into a log line, a metric, a trace or a live event. User text is
/// only ever in a property named <c>Text</c>, so that it can be left out.
/// </summary>
public abstract record Fact
{
    /// <summary>How much it matters; decides the level of the log line.</summary>
    public virtual FactSeverity Severity => FactSeverity.Normal;
}
