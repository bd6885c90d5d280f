namespace VoiceBus.Core.Diagnostics;

/// <summary>A sink without observers.</summary>
public sealed class NullEventSink : IEventSink
{
    /// <summary>The one instance.</summary>
    public static NullEventSink Instance { get; } = new();

    /// <inheritdoc/>
    public void Emit(DiagnosticEvent @event)
    {
    }
}
