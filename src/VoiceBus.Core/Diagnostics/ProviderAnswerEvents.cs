namespace VoiceBus.Core.Diagnostics;

/// <summary>A vendor does not take a part of our requests; it was asked without, and will be from now on. Told once for each part.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Part">The request's member, the tool, or what else was left out.</param>
[EventId(5021, "Providers")]
public sealed record RequestPartRefused(string Service, string Provider, string Part) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>Parts of a vendor's answer could not be read and were passed over; the rest of it was used.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Parts">How many: events of the stream, or tool calls.</param>
[EventId(5022, "Providers")]
public sealed record ProviderAnswerUnreadable(string Service, string Provider, int Parts) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => $"{nameof(ProviderAnswerUnreadable)} {Provider}";
}
