using VoiceBus.Core.Diagnostics;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>The first turn was played to nobody; the next one finds everything loaded.</summary>
/// <param name="Took">How long it took.</param>
[EventId(12101, "Warmup")]
public sealed record FirstTurnRehearsed(TimeSpan Took) : DiagnosticEvent;

/// <summary>The first turn could not be rehearsed: it will be slower than those after it.</summary>
/// <param name="Problem">Why, for people.</param>
[EventId(12102, "Warmup")]
public sealed record FirstTurnNotRehearsed(string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}
