using System.Collections.Concurrent;
using System.Threading.Channels;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Testing.Providers;

/// <summary>Keeps every event told, at once and in order.</summary>
public sealed class RecordedEvents : IEventSink
{
    private readonly ConcurrentQueue<DiagnosticEvent> _told = new();
    private readonly Channel<DiagnosticEvent> _next = Channel.CreateBounded<DiagnosticEvent>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Everything told so far.</summary>
    public IReadOnlyList<DiagnosticEvent> All => [.. _told];

    /// <summary>The events of one kind told so far.</summary>
    public IReadOnlyList<TEvent> Of<TEvent>()
        where TEvent : DiagnosticEvent => [.. _told.OfType<TEvent>()];

    /// <summary>Waits for the next event of one kind, passing over others; one waiter at a time.</summary>
    public async Task<TEvent> NextAsync<TEvent>()
        where TEvent : DiagnosticEvent
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
            if (await _next.Reader.ReadAsync(timeout.Token) is TEvent @event)
                return @event;
    }

    /// <inheritdoc/>
    public void Emit(DiagnosticEvent @event)
    {
        _told.Enqueue(@event);
        _next.Writer.TryWrite(@event);
    }
}
