namespace VoiceBus.Core.Diagnostics;

/// <summary>How the try of one provider at one call ended.</summary>
public static class AttemptOutcomes
{
    /// <summary>It answered to the end.</summary>
    public const string Ok = "ok";

    /// <summary>It failed; another provider may have taken over.</summary>
    public const string Failed = "failed";

    /// <summary>The caller cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was passed over without being asked.</summary>
    public const string Skipped = "skipped";

    /// <summary>It said that the call is another provider's (it has not got the tool): that says nothing about it.</summary>
    public const string Declined = "declined";

    /// <summary>Another provider, asked at the same time, replied first.</summary>
    public const string HedgeLost = "hedge_lost";
}

/// <summary>The try of one provider at one call has ended; told exactly once for each.</summary>
/// <param name="Service">Lower-case service name: asr, llm, tts, mcp.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="SessionId">The session, or "probe".</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CallId">The call; empty outside one.</param>
/// <param name="Attempt">Which try of the call it is, from 1; skipped and hedged ones count too.</param>
/// <param name="StartedMs">From the opening of the call to the start of the try, ms.</param>
/// <param name="LeaseWaitMs">From the start of the try to the lease of an instance (or to the end without one), ms.</param>
/// <param name="FirstReplyMs">From asking the provider (asr: from the end of the audio) to its first useful reply, ms; null
/// without one.</param>
/// <param name="TotalMs">From the start of the try to its end, ms.</param>
/// <param name="Outcome">One of <see cref="AttemptOutcomes"/>.</param>
/// <param name="Kind">The failure kind's name, or null when it did not fail.</param>
/// <param name="Error">Why it failed or was skipped ("circuit open", "rate limited"), in our words; names no secret.</param>
[EventId(5101, "Providers")]
public sealed record ProviderAttempted(
    string Service,
    string Provider,
    string SessionId,
    string TurnId,
    string CallId,
    int Attempt,
    double StartedMs,
    double LeaseWaitMs,
    double? FirstReplyMs,
    double TotalMs,
    string Outcome,
    string? Kind,
    string? Error) : DiagnosticEvent
{
    /// <summary>What kind of provider it is, as configured.</summary>
    public string Type { get; init; } = "";

    /// <summary>The language model that was asked, as its vendor names it; null where that is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of the request, as the language model counts them; null where it does not say.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, likewise.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What a vendor or a library said about it, or null; may quote the user.</summary>
    public string? Text { get; init; }

    /// <inheritdoc/>
    public override EventSeverity Severity => Outcome == AttemptOutcomes.Failed ? EventSeverity.Warning : EventSeverity.Detail;
}
