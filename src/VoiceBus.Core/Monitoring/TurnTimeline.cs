using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// A turn's waterfall at one moment. All times are ms from the turn's origin: the last voice, or the arrival of the text.
/// </summary>
/// <param name="Id">The turn.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Origin">What it answers: "speech", "text", "announcement" or "apology".</param>
/// <param name="StartedAt">When its origin was, UTC.</param>
/// <param name="Ending">"completed", "interrupted" or "failed"; null while it runs.</param>
/// <param name="UserText">What the user said, or null: not kept.</param>
/// <param name="ReplyText">What was really played, or null: not kept, or the turn still runs.</param>
/// <param name="ResponseMs">Until the first packet of the reply was sent; null when none was.</param>
/// <param name="TotalMs">Until its end; null while it runs.</param>
/// <param name="Marks">Its moments, in the order of time.</param>
/// <param name="Spans">What was asked of which provider, in the order of time.</param>
/// <param name="Tools">Tools the model had run, in order.</param>
/// <param name="Retries">Tries of a provider beyond the first one of each call.</param>
/// <param name="Failures">Stages that failed.</param>
public sealed record TurnTimeline(
    string Id,
    string SessionId,
    string DeviceId,
    string Origin,
    DateTimeOffset StartedAt,
    string? Ending,
    string? UserText,
    string? ReplyText,
    double? ResponseMs,
    double? TotalMs,
    IReadOnlyList<TimelineMark> Marks,
    IReadOnlyList<TimelineSpan> Spans,
    IReadOnlyList<string> Tools,
    int Retries,
    IReadOnlyList<TimelineFailure> Failures);

/// <summary>One moment of a turn.</summary>
/// <param name="Mark">Which.</param>
/// <param name="AtMs">When, ms from the turn's origin.</param>
public sealed record TimelineMark(TurnMilestone Mark, double AtMs);

/// <summary>One try of one provider, or a call that never came to one.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="Provider">The provider, or null when none was asked.</param>
/// <param name="StartMs">When it began, ms from the turn's origin; negative for what began while the user spoke.</param>
/// <param name="QueueWaitMs">How long the call had waited in its message queue; 0 for later tries.</param>
/// <param name="LeaseWaitMs">How long it waited for an instance of the provider.</param>
/// <param name="FirstReplyMs">From being asked to the first useful reply, or null.</param>
/// <param name="EndMs">When it ended, ms from the turn's origin.</param>
/// <param name="Outcome">"ok", "failed", "cancelled", "skipped", "declined", "hedge_lost" or "refused".</param>
/// <param name="Attempt">Which try of its call, from 1; 0 when no provider was asked.</param>
/// <param name="Error">The kind of the failure or what was told about it, or null.</param>
public sealed record TimelineSpan(
    string Service,
    string? Provider,
    double StartMs,
    double QueueWaitMs,
    double LeaseWaitMs,
    double? FirstReplyMs,
    double EndMs,
    string Outcome,
    int Attempt,
    string? Error);

/// <summary>A stage of a turn that failed.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="Kind">The kind of the failure.</param>
public sealed record TimelineFailure(string Service, string Kind);
