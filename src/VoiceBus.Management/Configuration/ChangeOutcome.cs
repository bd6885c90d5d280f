namespace VoiceBus.Management.Configuration;

/// <summary>What became of a change.</summary>
public abstract record ChangeOutcome
{
    /// <summary>It is in force (or there was nothing to change).</summary>
    /// <param name="Document">The document in force.</param>
    /// <param name="Tag">Its name.</param>
    public sealed record Applied(GatewayConfiguration Document, string Tag) : ChangeOutcome;

    /// <summary>The document is another than the caller expects.</summary>
    public sealed record Stale(long Version) : ChangeOutcome;

    /// <summary>The document would not be right.</summary>
    public sealed record Invalid(Findings Findings) : ChangeOutcome;
}
