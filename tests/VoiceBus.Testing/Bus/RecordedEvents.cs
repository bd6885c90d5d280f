using System.Collections.Concurrent;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Testing.Bus;

/// <summary>Keeps every event told, in order.</summary>
public sealed class RecordedEvents : IEventSink
{
    private readonly ConcurrentQueue<DiagnosticEvent> _events = new();

    /// <inheritdoc/>
    public void Emit(DiagnosticEvent @event) => _events.Enqueue(@event);

    /// <summary>The events of one kind so far.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : DiagnosticEvent => [.. _events.OfType<T>()];
}
