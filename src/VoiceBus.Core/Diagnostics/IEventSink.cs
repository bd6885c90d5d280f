namespace VoiceBus.Core.Diagnostics;

/// <summary>Where events are emitted. Thread-safe; never waits and never throws.</summary>
public interface IEventSink
{
    /// <summary>Emits an event.</summary>
    void Emit(DiagnosticEvent @event);
}
