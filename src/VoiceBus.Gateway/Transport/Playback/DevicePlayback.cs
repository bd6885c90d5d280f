using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Plays one device's speech: a bounded queue of packets and subtitles, sent on a schedule anchored to a monotonic clock
/// with a small lead. Thread-safe: the turn writes, the clock ticks, anybody cuts; one lock guards the little state.
/// </summary>
public sealed class DevicePlayback(
    IPlaybackSink sink, PlaybackClock clock, TimeProvider time, PlaybackOptions options, TimeSpan frame, ExceptionGuard guard)
    : IPlayback
{
    private readonly Lock _gate = new();
    private readonly Queue<PlaybackItem> _queue = new();
    private readonly long _frameTicks = (long)(frame.TotalSeconds * time.TimestampFrequency);
    private SpeechLog _log = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _finished;
    private long _speech;
    private bool _speaking;
    private bool _complete;
    private int _waitingPackets;
    private long _anchor;
    private long _position;
    private long _sent;
    private long? _firstSentAt;
    private long? _lastSentAt;
    private long? _stoppedAt;
    private bool _wasCut;

    /// <inheritdoc/>
    public PlayedSpeech Played
    {
        get
        {
            lock (_gate)
                return new PlayedSpeech(_log.ToString(), _sent, _firstSentAt, _lastSentAt, _stoppedAt, _wasCut);
        }
    }

    /// <inheritdoc/>
    public long Begin()
    {
        lock (_gate)
        {
            EndLocked(cut: true);
            _speech++;
            _speaking = true;
            _complete = false;
            _log = new SpeechLog();
            _sent = _position = 0;
            _firstSentAt = _lastSentAt = _stoppedAt = null;
            _wasCut = false;
            _finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _anchor = time.GetTimestamp() + Ticks(options.StartGap);
            sink.SendSpeechStart();
            clock.Add(this);
            return _speech;
        }
    }

    /// <inheritdoc/>
    public ValueTask StartSentenceAsync(long speech, string text, CancellationToken cancellationToken) =>
        AddAsync(speech, new PlaybackItem(PlaybackItemKind.SentenceStart, default, text), cancellationToken);

    /// <inheritdoc/>
    public ValueTask EndSentenceAsync(long speech, string text, CancellationToken cancellationToken) =>
        AddAsync(speech, new PlaybackItem(PlaybackItemKind.SentenceEnd, default, text), cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(long speech, AudioPacket packet, CancellationToken cancellationToken) =>
        AddAsync(speech, new PlaybackItem(PlaybackItemKind.Packet, packet, null), cancellationToken);

    /// <inheritdoc/>
    public Task FinishAsync(long speech, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!IsCurrent(speech))
                return Task.CompletedTask;
            _complete = true;
            var finished = _finished!.Task;
            Tick(time.GetTimestamp());
            return finished.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Cut(long speech)
    {
        lock (_gate)
        {
            if (IsCurrent(speech))
                EndLocked(cut: true);
        }
    }

    /// <inheritdoc/>
    public void Silence()
    {
        lock (_gate)
        {
            if (_speaking)
                EndLocked(cut: true);
            else
                sink.SendSpeechStop();
        }
    }

    /// <summary>Sends what is due. Called by the clock: what throws here ends this speech and its connection, and no other's.</summary>
    public void TickGuarded(long now)
    {
        try
        {
            Tick(now);
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    private void Tick(long now)
    {
        lock (_gate)
        {
            while (_speaking && _queue.TryPeek(out var item))
            {
                if (!IsDue(item, now) || !TrySendLocked(item, now))
                    return;
                _queue.Dequeue();
            }

            if (_speaking && _complete && now >= StopTime())
                EndLocked(cut: false);
        }
    }

    // Whatever it was, nobody waits for this speech any more, and the device, which may still speak, is let go.
    private void Fail(Exception defect)
    {
        clock.Remove(this);
        guard.Caught(defect);
        lock (_gate)
        {
            _speaking = false;
            _wasCut = true;
            _stoppedAt = time.GetTimestamp();
            _finished?.TrySetResult();
            _room?.TrySetResult();
            while (_queue.TryDequeue(out var item))
                item.Packet.Dispose();
            _waitingPackets = 0;
        }
    }

    private async ValueTask AddAsync(long speech, PlaybackItem item, CancellationToken cancellationToken)
    {
        while (!TryAdd(speech, item, out var room))
        {
            try
            {
                await room!.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                item.Packet.Dispose();
                throw;
            }
        }
    }

    /// <summary>Adds the item, or drops it when its speech is over.</summary>
    private bool TryAdd(long speech, PlaybackItem item, out Task? room)
    {
        room = null;
        lock (_gate)
        {
            if (!IsCurrent(speech))
            {
                item.Packet.Dispose();
                return true;
            }

            if (item.Kind == PlaybackItemKind.Packet)
            {
                if (_waitingPackets >= options.BufferedPackets)
                {
                    _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    room = _room.Task;
                    return false;
                }

                _waitingPackets++;
            }

            _queue.Enqueue(item);
            Tick(time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Words go with the packet that follows them; the first may be shown while the device gets ready.</summary>
    private bool IsDue(PlaybackItem item, long now) =>
        (_sent == 0 && item.Kind != PlaybackItemKind.Packet)
        || now >= _anchor + (Math.Max(0, _position - options.LeadFrames) * _frameTicks);

    /// <summary>When the device has run dry, what comes next starts a schedule of its own.</summary>
    private void Reanchor(long now)
    {
        // Half a frame of tolerance: a tick that comes a little late must not stretch the schedule.
        if (now <= _anchor + (_position * _frameTicks) + (_frameTicks / 2))
            return;
        _anchor = now;
        _position = 0;
    }

    private bool TrySendLocked(PlaybackItem item, long now)
    {
        switch (item.Kind)
        {
            case PlaybackItemKind.SentenceStart:
                _log.Begin(item.Text!);
                sink.SendSentenceStart(item.Text!);
                return true;
            case PlaybackItemKind.SentenceEnd:
                _log.End();
                sink.SendSentenceEnd(item.Text!);
                return true;
            default:
                return TrySendPacketLocked(item.Packet, now);
        }
    }

    private bool TrySendPacketLocked(AudioPacket packet, long now)
    {
        // A device that does not read is not flooded: the packet stays, and the schedule moves on with it.
        if (!sink.TrySendAudio(packet))
            return false;
        Reanchor(now);
        _firstSentAt ??= now;
        _lastSentAt = now;
        _position++;
        _sent++;
        _waitingPackets--;
        _log.CountSent();
        _room?.TrySetResult();
        _room = null;
        return true;
    }

    private long StopTime() => _sent == 0 ? 0 : _anchor + (_position * _frameTicks) + Ticks(options.StopMargin);

    private bool IsCurrent(long speech) => _speaking && speech == _speech;

    private void EndLocked(bool cut)
    {
        if (!_speaking)
            return;
        _speaking = false;
        _wasCut = cut;
        clock.Remove(this);
        _log.Cut(WaitingOfSentence(out var whole), whole, frame);
        while (_queue.TryDequeue(out var item))
            item.Packet.Dispose();
        _waitingPackets = 0;
        if (cut)
            sink.DropAudio();
        sink.SendSpeechStop();
        _stoppedAt = time.GetTimestamp();
        _room?.TrySetResult();
        _room = null;
        _finished?.TrySetResult();
    }

    private int WaitingOfSentence(out bool whole)
    {
        var packets = 0;
        whole = false;
        foreach (var item in _queue)
        {
            if (item.Kind == PlaybackItemKind.SentenceEnd)
            {
                whole = true;
                break;
            }

            packets++;
        }

        return packets;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
