using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Api;

/// <summary>
/// The events one reader has not taken yet: bounded; the oldest are dropped, and the reader is told how many. Hearing never
/// waits; events are written as JSON by the reader, not by who tells them.
/// </summary>
internal sealed class EventFeed : IEventObserver
{
    /// <summary>Events that wait for a slow reader.</summary>
    public const int Capacity = 256;

    /// <summary>After so long without an event the reader is shown that the line is alive.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly Channel<(DiagnosticEvent DiagnosticEvent, DateTimeOffset At)> _waiting;
    private readonly string? _sessionId;
    private readonly Func<bool> _showsWords;
    private readonly TimeProvider _time;
    private int _dropped;

    /// <summary>Makes a feed that hears nothing yet.</summary>
    /// <param name="sessionId">Only events about this session, or null for all.</param>
    /// <param name="showsWords">Whether words are shown; asked at every event.</param>
    /// <param name="time">The clock of the heartbeat.</param>
    public EventFeed(string? sessionId, Func<bool> showsWords, TimeProvider time)
    {
        _sessionId = sessionId;
        _showsWords = showsWords;
        _time = time;
        _waiting = Channel.CreateBounded<(DiagnosticEvent, DateTimeOffset)>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        if (_sessionId is null || EventJson.SessionOf(@event) == _sessionId)
            _waiting.Writer.TryWrite((@event, at));
    }

    /// <summary>The events as events, until the token is cancelled; read once.</summary>
    /// <param name="beat">Called at first and whenever there was nothing to say for a while.</param>
    /// <param name="cancellationToken">Ends the stream without an error.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        Func<CancellationToken, Task> beat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await beat(cancellationToken);
        while (await WaitAsync(beat, cancellationToken))
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                yield return new SseItem<string>($$"""{"count":{{dropped}}}""", "dropped");
            while (_waiting.Reader.TryRead(out var told))
                yield return new SseItem<string>(EventJson.Write(told.DiagnosticEvent, told.At, _showsWords()), EventJson.NameOf(told.DiagnosticEvent));
        }
    }

    private async Task<bool> WaitAsync(Func<CancellationToken, Task> beat, CancellationToken cancellationToken)
    {
        try
        {
            var more = _waiting.Reader.WaitToReadAsync(cancellationToken).AsTask();
            while (!await FinishesAsync(more, cancellationToken))
                await beat(cancellationToken);
            return await more;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> FinishesAsync(Task more, CancellationToken cancellationToken)
    {
        try
        {
            await more.WaitAsync(Heartbeat, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
