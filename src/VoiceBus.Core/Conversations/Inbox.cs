using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// The one inbox of a session, read by one loop at a time. The end overtakes everything and is never refused; urgent signals
/// overtake the rest; other signals and audio keep their order. Audio is bounded and drops its oldest; an idle inbox holds no task and no thread: the loop runs on the
/// thread pool only while there is something to read.
/// </summary>
/// <param name="reader">Reads it.</param>
/// <param name="audioCapacity">Packets that may wait.</param>
/// <param name="guard">Ends the session when reading throws; nothing more is taken then.</param>
internal sealed class Inbox(IInboxReader reader, int audioCapacity, ExceptionGuard guard) : GuardedWorkItem
{
    private const int SignalCapacity = 1024;
    private const int ItemsPerRun = 64;

    private readonly Lock _gate = new();
    private readonly Queue<object> _urgent = new(1);
    private readonly Queue<(long Sequence, object Signal)> _signals = new(4);
    private (long Sequence, AudioPacket Packet)[] _audio = [];
    private int _audioHead;
    private int _audioCount;
    private long _sequence;
    private object? _end;
    private TaskCompletionSource? _room;
    private int _roomAt;
    private bool _running;
    private bool _closed;

    /// <summary>Whether the loop is running now; false while idle.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>
    /// Waits until no more signals wait than given, and half the audio there is room for: who reads a device's socket does, so that the
    /// device is slowed down to its session's pace and nothing is dropped. One caller at a time.
    /// </summary>
    public Task WaitForRoomAsync(int waiting, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_closed || HasRoom(waiting))
                return Task.CompletedTask;
            _roomAt = waiting;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Adds a signal. False when the inbox is closed or full.</summary>
    public bool Post(object signal)
    {
        lock (_gate)
        {
            if (_closed || _signals.Count >= SignalCapacity)
                return false;
            _signals.Enqueue((_sequence++, signal));
            return Wake();
        }
    }

    /// <summary>Adds a signal that is read before everything else. False when the inbox is closed or full.</summary>
    public bool PostUrgent(object signal)
    {
        lock (_gate)
        {
            if (_closed || _urgent.Count >= SignalCapacity)
                return false;
            _urgent.Enqueue(signal);
            return Wake();
        }
    }

    /// <summary>
    /// Adds the signal of the end, which is read before everything else and for which there is always room: while one waits to be
    /// read, another is of no use and left out. False only when the inbox is closed.
    /// </summary>
    public bool PostEnd(object signal)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _end ??= signal;
            return Wake();
        }
    }

    /// <summary>Adds a packet and takes its ownership.</summary>
    /// <returns>True when an older packet was dropped for it.</returns>
    public bool PostAudio(AudioPacket packet)
    {
        lock (_gate)
        {
            if (_closed)
            {
                packet.Dispose();
                return false;
            }

            if (_audio.Length == 0)
                _audio = new (long, AudioPacket)[audioCapacity];
            var full = _audioCount == _audio.Length;
            if (full)
                DequeueAudio().Dispose();
            _audio[(_audioHead + _audioCount++) % _audio.Length] = (_sequence++, packet);
            Wake();
            return full;
        }
    }

    /// <summary>Takes nothing more and forgets what waits.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _end = null;
            _urgent.Clear();
            _signals.Clear();
            while (_audioCount > 0)
                DequeueAudio().Dispose();
            TellRoom();
        }
    }

    /// <inheritdoc/>
    protected override void Run()
    {
        for (var i = 0; i < ItemsPerRun; i++)
        {
            if (!TryTake(out var signal, out var packet))
                return;
            if (signal is not null)
                reader.Read(signal);
            else
                reader.ReadAudio(packet);
        }

        // Others wait for this thread too.
        Enqueue();
    }

    /// <inheritdoc/>
    protected override void Failed(Exception exception)
    {
        guard.Caught(exception);
        Close();
        lock (_gate)
            _running = false;
    }

    private bool Wake()
    {
        if (_running)
            return true;
        _running = true;
        Enqueue();
        return true;
    }

    private bool TryTake(out object? signal, out AudioPacket packet)
    {
        packet = default;
        lock (_gate)
        {
            (signal, _end) = (_end, null);
            if (signal is not null || _urgent.TryDequeue(out signal))
                return true;
            var audioNext = _audioCount > 0 && (_signals.Count == 0 || _audio[_audioHead].Sequence < _signals.Peek().Sequence);
            if (audioNext)
            {
                packet = DequeueAudio();
                TellRoom();
                return true;
            }

            if (_signals.TryDequeue(out var entry))
            {
                signal = entry.Signal;
                TellRoom();
                return true;
            }

            _running = false;
            return false;
        }
    }

    private bool HasRoom(int waiting) => _signals.Count <= waiting && _audioCount <= audioCapacity / 2;

    private void TellRoom()
    {
        if (_room is not { } room || !HasRoom(_roomAt))
            return;
        _room = null;
        room.TrySetResult();
    }

    private AudioPacket DequeueAudio()
    {
        ref var slot = ref _audio[_audioHead];
        var packet = slot.Packet;
        slot = default;
        _audioHead = (_audioHead + 1) % _audio.Length;
        _audioCount--;
        return packet;
    }
}

/// <summary>Reads an inbox; called by one thread at a time. Must not block and must not throw.</summary>
internal interface IInboxReader
{
    void Read(object signal);

    /// <summary>Reads a packet; the reader disposes it.</summary>
    void ReadAudio(AudioPacket packet);
}
