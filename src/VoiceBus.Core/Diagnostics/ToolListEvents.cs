namespace VoiceBus.Core.Diagnostics;

/// <summary>There are more tools than a model is offered; those that fit were chosen.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Offered">How many were offered.</param>
/// <param name="LeftOut">How many were not.</param>
[EventId(9022, "Tools")]
public sealed record ToolsNotOffered(string SessionId, int Offered, int LeftOut) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>A tool of a device or a server is not offered to models: what its owner says of it cannot be used. Told once for each list.</summary>
/// <param name="Owner">The device, or the server's configured name.</param>
/// <param name="Tool">The tool's name there.</param>
/// <param name="Reason">What is wrong with it, or with how many there are.</param>
[EventId(9021, "Tools")]
public sealed record ToolLeftOut(string Owner, string Tool, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;

    /// <inheritdoc/>
    public override string? LogKind => nameof(ToolLeftOut);
}
