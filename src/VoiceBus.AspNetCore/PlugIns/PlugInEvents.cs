using VoiceBus.Core.Diagnostics;

namespace VoiceBus.AspNetCore.PlugIns;

/// <summary>A plug-in was added.</summary>
/// <param name="Name">The name of its folder.</param>
[EventId(12001, "PlugIns")]
public sealed record PlugInAdded(string Name) : DiagnosticEvent;

/// <summary>A plug-in was skipped.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Problem">Why.</param>
[EventId(12002, "PlugIns")]
public sealed record PlugInSkipped(string Name, string Problem) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}
