using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Facts;

/// <summary>
/// Passes facts to listeners, one at a time and in order, off the teller's path. When listeners cannot keep up the oldest
/// facts are dropped and counted. Idle it costs one parked reader. Thread-safe.
/// </summary>
public sealed partial class FactTeller : IFactTeller, IAsyncDisposable
{
    /// <summary>Facts that may wait for the listeners.</summary>
    public const int Capacity = 4096;

    private readonly Channel<(Fact Fact, DateTimeOffset At)> _told;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _pump;
    private ImmutableArray<IFactListener> _listeners;
    private long _dropped;

    /// <summary>Starts to pass facts on.</summary>
    /// <param name="time">Stamps each fact when it is told.</param>
    /// <param name="listeners">Heard in this order.</param>
    /// <param name="logger">Told when a listener throws.</param>
    public FactTeller(TimeProvider time, IEnumerable<IFactListener> listeners, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _listeners = [.. listeners];
        _told = Channel.CreateBounded<(Fact, DateTimeOffset)>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _pump = PumpAsync();
    }

    /// <summary>Facts dropped since start because listeners could not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Listeners there are now.</summary>
    public int Listeners => _listeners.Length;

    /// <inheritdoc/>
    public void Tell(Fact fact)
    {
        // Whoever floods the server with refusals must not wash away what others did.
        if (fact.LogKind is not null && _told.Reader.Count > Capacity / 2)
            Interlocked.Increment(ref _dropped);
        else
            _told.Writer.TryWrite((fact, _time.GetUtcNow()));
    }

    /// <summary>Adds a listener live.</summary>
    /// <returns>Disposing it takes the listener off again; it may hear one fact more.</returns>
    public IDisposable Listen(IFactListener listener)
    {
        ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Add(one), listener);
        return new Listening(this, listener);
    }

    /// <summary>Passes on what was told so far, then stops; later facts are ignored.</summary>
    public async ValueTask DisposeAsync()
    {
        _told.Writer.TryComplete();
        await _pump;
    }

    private async Task PumpAsync()
    {
        while (await _told.Reader.WaitToReadAsync(CancellationToken.None))
            while (_told.Reader.TryRead(out var told))
                foreach (var listener in _listeners)
                    Pass(listener, told.Fact, told.At);
    }

    private void Pass(IFactListener listener, Fact fact, DateTimeOffset at)
    {
        try
        {
            listener.Hear(fact, at);
        }
        catch (Exception error)
        {
            LogListenerFailed(_logger, listener.GetType().Name, fact.GetType().Name, error);
        }
    }

    [LoggerMessage(LogLevel.Error, "Listener {Listener} failed on {Fact}")]
    private static partial void LogListenerFailed(ILogger logger, string listener, string fact, Exception error);

    private sealed class Listening(FactTeller teller, IFactListener listener) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref teller._listeners, static (all, one) => all.Remove(one), listener);
    }
}
