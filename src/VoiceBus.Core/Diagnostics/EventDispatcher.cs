using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Passes events to observers, one at a time and in order, off the emitter's path. When observers cannot keep up the oldest
/// events are dropped and counted. Idle it costs one parked reader. Thread-safe.
/// </summary>
public sealed partial class EventDispatcher : IEventSink, IAsyncDisposable
{
    /// <summary>Events that may wait for the observers.</summary>
    public const int Capacity = 4096;

    private readonly Channel<(DiagnosticEvent Event, DateTimeOffset At)> _emitted;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _pump;
    private ImmutableArray<IEventObserver> _observers;
    private long _dropped;

    /// <summary>Starts to pass events on.</summary>
    /// <param name="time">Stamps each event when it is emitted.</param>
    /// <param name="observers">Notified in this order.</param>
    /// <param name="logger">Notified when a observer throws.</param>
    public EventDispatcher(TimeProvider time, IEnumerable<IEventObserver> observers, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _observers = [.. observers];
        _emitted = Channel.CreateBounded<(DiagnosticEvent, DateTimeOffset)>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _pump = PumpAsync();
    }

    /// <summary>Events dropped since start because observers could not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Observers there are now.</summary>
    public int Observers => _observers.Length;

    /// <inheritdoc/>
    public void Emit(DiagnosticEvent @event)
    {
        // Whoever floods the server with refusals must not wash away what others did.
        if (@event.LogKind is not null && _emitted.Reader.Count > Capacity / 2)
            Interlocked.Increment(ref _dropped);
        else
            _emitted.Writer.TryWrite((@event, _time.GetUtcNow()));
    }

    /// <summary>Adds an observer live.</summary>
    /// <returns>Disposing it takes the observer off again; it may be notified of one event more.</returns>
    public IDisposable Observe(IEventObserver observer)
    {
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), observer);
        return new Observation(this, observer);
    }

    /// <summary>Passes on what was emitted so far, then stops; later events are ignored.</summary>
    public async ValueTask DisposeAsync()
    {
        _emitted.Writer.TryComplete();
        await _pump;
    }

    private async Task PumpAsync()
    {
        while (await _emitted.Reader.WaitToReadAsync(CancellationToken.None))
            while (_emitted.Reader.TryRead(out var emitted))
                foreach (var observer in _observers)
                    Pass(observer, emitted.Event, emitted.At);
    }

    private void Pass(IEventObserver observer, DiagnosticEvent @event, DateTimeOffset at)
    {
        try
        {
            observer.OnEvent(@event, at);
        }
        catch (Exception error)
        {
            LogObserverFailed(_logger, observer.GetType().Name, @event.GetType().Name, error);
        }
    }

    [LoggerMessage(LogLevel.Error, "Observer {Observer} failed on {Event}")]
    private static partial void LogObserverFailed(ILogger logger, string observer, string @event, Exception error);

    private sealed class Observation(EventDispatcher dispatcher, IEventObserver observer) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref dispatcher._observers, static (all, one) => all.Remove(one), observer);
    }
}
