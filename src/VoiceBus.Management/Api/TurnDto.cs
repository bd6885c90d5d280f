using System.Text.Json.Serialization;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api;

/// <summary>Body of GET /api/turns.</summary>
/// <param name="Turns">Newest first.</param>
public sealed record TurnsDto(IReadOnlyList<TurnSummaryDto> Turns)
{
    /// <summary>The nodes that did not say theirs in time; left out when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unanswered { get; init; }
}

/// <summary>A turn without its waterfall. Times are ms from its origin: the last voice, or the arrival of the typed text.</summary>
/// <param name="Id">The turn.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Origin">speech, text, announcement, greeting or apology (for speech that could not be recognised).</param>
/// <param name="StartedAt">When its origin was, UTC.</param>
/// <param name="Ending">completed, interrupted or failed; null while it runs.</param>
/// <param name="UserText">Null unless text is switched on and the caller is the admin.</param>
/// <param name="ReplyText">What was really played; null unless text is switched on and the caller is the admin.</param>
/// <param name="ResponseMs">Until the first packet of the reply; null when none was sent.</param>
/// <param name="TotalMs">Until its end; null while it runs.</param>
/// <param name="Tools">Tools the model had run.</param>
/// <param name="Retries">Tries of a provider beyond the first of each call.</param>
/// <param name="Failures">Stages that failed, as "service: kind".</param>
public sealed record TurnSummaryDto(
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
    IReadOnlyList<string> Tools,
    int Retries,
    IReadOnlyList<string> Failures)
{
    /// <summary>The node it happened on; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    internal static TurnSummaryDto From(TurnTimeline turn) => new(
        turn.Id,
        turn.SessionId,
        turn.DeviceId,
        turn.Origin,
        turn.StartedAt,
        turn.Ending,
        turn.UserText,
        turn.ReplyText,
        TurnDto.Round(turn.ResponseMs),
        TurnDto.Round(turn.TotalMs),
        turn.Tools,
        turn.Retries,
        TurnDto.Describe(turn.Failures));
}

/// <summary>Body of GET /api/turns/{id}: a turn with its waterfall; the other fields as in the list.</summary>
/// <param name="Id">The turn.</param>
/// <param name="SessionId">The session.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Origin">speech, text, announcement, greeting or apology.</param>
/// <param name="StartedAt">When its origin was, UTC.</param>
/// <param name="Ending">completed, interrupted or failed; null while it runs.</param>
/// <param name="UserText">Null unless text is switched on and the caller is the admin.</param>
/// <param name="ReplyText">What was really played; null unless text is switched on and the caller is the admin.</param>
/// <param name="ResponseMs">Until the first packet of the reply; null when none was sent.</param>
/// <param name="TotalMs">Until its end; null while it runs.</param>
/// <param name="Marks">Its moments in the order of time.</param>
/// <param name="Spans">What was asked of which provider, in the order of time.</param>
/// <param name="Tools">Tools the model had run.</param>
/// <param name="Retries">Tries of a provider beyond the first of each call.</param>
/// <param name="Failures">Stages that failed, as "service: kind".</param>
public sealed record TurnDto(
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
    IReadOnlyList<MarkDto> Marks,
    IReadOnlyList<SpanDto> Spans,
    IReadOnlyList<string> Tools,
    int Retries,
    IReadOnlyList<string> Failures)
{
    /// <summary>The node it happened on; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    internal static TurnDto From(TurnTimeline turn) => new(
        turn.Id,
        turn.SessionId,
        turn.DeviceId,
        turn.Origin,
        turn.StartedAt,
        turn.Ending,
        turn.UserText,
        turn.ReplyText,
        Round(turn.ResponseMs),
        Round(turn.TotalMs),
        [.. turn.Marks.Select(static mark => new MarkDto(Names.Of(mark.Mark), Round(mark.AtMs)))],
        [.. turn.Spans.Select(SpanDto.From)],
        turn.Tools,
        turn.Retries,
        Describe(turn.Failures));

    internal static double Round(double ms) => Math.Round(ms, 1);

    internal static double? Round(double? ms) => ms is null ? null : Round(ms.Value);

    internal static IReadOnlyList<string> Describe(IReadOnlyList<TimelineFailure> failures) =>
        [.. failures.Select(static failure => $"{failure.Service}: {failure.Kind}")];
}

/// <summary>A moment of a turn.</summary>
/// <param name="Name">
/// last_voice, end_of_speech, transcript, first_token, first_sentence, first_tts_byte, first_frame_sent, last_frame_sent,
/// interrupted or stop.
/// </param>
/// <param name="AtMs">When, ms from the turn's origin.</param>
public sealed record MarkDto(string Name, double AtMs);

/// <summary>One try of one provider, or a call that never came to one.</summary>
/// <param name="Name">asr, llm, tts or mcp.</param>
/// <param name="Provider">The provider; null when none was asked.</param>
/// <param name="StartMs">When it began, ms from the turn's origin; negative for recognition, which runs while the user speaks.</param>
/// <param name="QueueWaitMs">How long the call had waited in its message queue, from start_ms.</param>
/// <param name="LeaseWaitMs">How long it then waited for an instance of the provider.</param>
/// <param name="FirstReplyMs">From being asked (asr: from the end of the audio) to the first useful reply; null without one.</param>
/// <param name="EndMs">When it ended, ms from the turn's origin.</param>
/// <param name="Outcome">ok, failed, cancelled, skipped, declined, hedge_lost or refused.</param>
/// <param name="Attempt">Which try of its call, from 1; 0 when no provider was asked.</param>
/// <param name="Error">The kind of the failure, or why it was skipped; null when neither.</param>
public sealed record SpanDto(
    string Name,
    string? Provider,
    double StartMs,
    double QueueWaitMs,
    double LeaseWaitMs,
    double? FirstReplyMs,
    double EndMs,
    string Outcome,
    int Attempt,
    string? Error)
{
    internal static SpanDto From(TimelineSpan span) => new(
        span.Service,
        span.Provider,
        TurnDto.Round(span.StartMs),
        TurnDto.Round(span.QueueWaitMs),
        TurnDto.Round(span.LeaseWaitMs),
        TurnDto.Round(span.FirstReplyMs),
        TurnDto.Round(span.EndMs),
        span.Outcome,
        span.Attempt,
        span.Error);
}
