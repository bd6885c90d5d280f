namespace VoiceBus.Core.Diagnostics;

/// <summary>Notified of every event, one at a time and in order, off the path of any turn.</summary>
public interface IEventObserver
{
    /// <summary>Called with an event emitted at the given instant. Must not block; what it throws is logged and does no harm.</summary>
    void OnEvent(DiagnosticEvent @event, DateTimeOffset at);
}
