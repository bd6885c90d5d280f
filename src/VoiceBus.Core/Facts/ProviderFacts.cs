namespace VoiceBus.Core.Facts;

/// <summary>A provider answered a call to its end.</summary>
/// <param name="Service">Lower-case service name: asr, llm, tts, mcp.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Owner">The session, or "probe".</param>
/// <param name="FirstReplyMs">Time to the first useful reply in ms, or null when there was none to wait for.</param>
/// <param name="WholeMs">Time from lease to end in ms.</param>
public sealed record ProviderServed(string Service, string Provider, string Owner, double? FirstReplyMs, double WholeMs) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Detail;
}

/// <summary>A provider failed a call.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Owner">The session, or "probe".</param>
/// <param name="Kind">The failure kind's name.</param>
/// <param name="Reason">For people; names no secret.</param>
/// <param name="AfterFirstReply">Whether a useful reply had left already, so that no other provider could take over.</param>
public sealed record ProviderFailed(
    string Service, string Provider, string Owner, string Kind, string Reason, bool AfterFirstReply) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>A provider was passed over without being asked.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Owner">The session, or "probe".</param>
/// <param name="Reason">"circuit open" or "rate limited".</param>
public sealed record ProviderSkipped(string Service, string Provider, string Owner, string Reason) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Detail;
}

/// <summary>A provider ignored its cancellation; its instance was thrown away while still at work.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Owner">The session, or "probe".</param>
public sealed record ProviderAbandoned(string Service, string Provider, string Owner) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>A provider failed so often that it is left alone for a while.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="BreakSeconds">For how long.</param>
public sealed record CircuitOpened(string Service, string Provider, double BreakSeconds) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>A provider left alone is tried with one call.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
public sealed record CircuitHalfOpened(string Service, string Provider) : Fact;

/// <summary>A provider that was left alone works again.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
public sealed record CircuitClosed(string Service, string Provider) : Fact;

/// <summary>A tool provider could not say which tools it has.</summary>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Reason">For people.</param>
public sealed record ToolsUnlisted(string Provider, string Reason) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>A recogniser lagged so far behind that the beginning of an utterance was let go.</summary>
/// <param name="Owner">The session.</param>
/// <param name="Seconds">How much audio was never read.</param>
public sealed record UtteranceTrimmed(string Owner, double Seconds) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}
