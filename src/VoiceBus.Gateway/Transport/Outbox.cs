using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Protocol;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Sends to one socket, in order, from a bounded queue. Runs on the thread pool only while there is something to send and
/// allocates nothing of its own per audio packet. Thread-safe; adding never waits.
/// </summary>
internal sealed class Outbox : GuardedWorkItem
{
    private const int MessageCapacity = 256;
    private const int AudioCapacity = 16;

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _queue = new(4);
    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly ExceptionGuard _guard;
    private readonly Action _resume;
    private ValueTaskAwaiter _sending;
    private Entry _entry;
    private byte[]? _framed;
    private int _audio;
    private bool _running;
    private bool _broken;
    private bool _held;
    private string? _closing;
    private WebSocketCloseStatus _closingStatus;
    private TaskCompletionSource? _closed;
    private bool _over;
    private long _sendingSince;

    /// <summary>Sends nothing yet.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="time">Measures sends.</param>
    /// <param name="guard">Ends the connection when a send throws what no socket should.</param>
    public Outbox(WebSocket socket, TimeProvider time, ExceptionGuard guard)
    {
        _guard = guard;
        _socket = socket;
        _time = time;
        _resume = Resume;
    }

    /// <summary>Binary framing of audio (protocol.md 2.4).</summary>
    public int Framing { get; set; } = 1;

    /// <summary>How long the send that runs now has been running; zero when none does.</summary>
    public TimeSpan Stuck =>
        Volatile.Read(ref _sendingSince) is not 0 and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Queues a text message. False when the device does not read: the connection should be given up.</summary>
    public bool TrySend(byte[] message)
    {
        lock (_gate)
        {
            if (_broken || _closing is not null)
                return true;
            if (_queue.Count - _audio >= MessageCapacity)
                return false;
            _queue.Enqueue(new Entry(message, default));
            Wake();
            return true;
        }
    }

    /// <summary>Queues a packet and takes its ownership; false when too much waits, then it stays the caller's.</summary>
    public bool TrySendAudio(AudioPacket packet)
    {
        lock (_gate)
        {
            if (_broken || _closing is not null)
            {
                packet.Dispose();
                return true;
            }

            if (_audio >= AudioCapacity)
                return false;
            _audio++;
            _queue.Enqueue(new Entry(null, packet));
            Wake();
            return true;
        }
    }

    /// <summary>Sends nothing that is queued from now on until <see cref="ResumeSending"/>.</summary>
    public void PauseSending()
    {
        lock (_gate)
            _held = true;
    }

    /// <summary>Sends what was held back, in order.</summary>
    public void ResumeSending()
    {
        lock (_gate)
        {
            _held = false;
            if (_queue.Count > 0 || _closing is not null)
                Wake();
        }
    }

    /// <summary>Forgets audio that is not on the wire yet.</summary>
    public void DropAudio()
    {
        lock (_gate)
        {
            for (var left = _queue.Count; left > 0; left--)
            {
                var entry = _queue.Dequeue();
                if (entry.Message is null)
                    entry.Packet.Dispose();
                else
                    _queue.Enqueue(entry);
            }

            _audio = 0;
        }
    }

    /// <summary>
    /// Sends what waits, then a close frame with as much of the reason as it can carry; takes nothing more. The first call decides
    /// what the frame says.
    /// </summary>
    public void Close(string reason, WebSocketCloseStatus status)
    {
        lock (_gate)
        {
            if (_closing is null)
                (_closing, _closingStatus) = (CloseReason.Fit(reason), status);
            Wake();
        }
    }

    /// <summary>Completes when a close frame was sent or nothing can be sent any more; after <see cref="Close"/> alone.</summary>
    public Task WhenClosed()
    {
        lock (_gate)
        {
            if (_over)
                return Task.CompletedTask;
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _closed.Task;
        }
    }

    /// <inheritdoc/>
    protected override void Run()
    {
        while (TryTake(out _entry))
        {
            if (!TryStartSend())
                return;
        }
    }

    /// <inheritdoc/>
    protected override void Failed(Exception exception)
    {
        _guard.Caught(exception);
        Break();
    }

    /// <summary>Starts the send of the entry taken.</summary>
    /// <returns>True when it has completed already; otherwise <see cref="Resume"/> goes on.</returns>
    private bool TryStartSend()
    {
        Volatile.Write(ref _sendingSince, _time.GetTimestamp());
        try
        {
#pragma warning disable CA2012 // Consumed once, in Complete: keeping the awaiter is what saves an allocation per packet.
            _sending = Send(_entry).GetAwaiter();
#pragma warning restore CA2012
            if (_sending.IsCompleted)
            {
                Complete();
                return true;
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            Break();
            return false;
        }

        _sending.UnsafeOnCompleted(_resume);
        return false;
    }

    private void Resume()
    {
        try
        {
            Complete();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            Break();
            return;
        }
        catch (Exception defect)
        {
            Fail(defect);
            return;
        }

        RunGuarded();
    }

    private static bool IsGone(Exception error) =>
        error is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException;

    private void Complete()
    {
        try
        {
#pragma warning disable VSTHRD002 // Only called when the send has completed.
            _sending.GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            _entry.Packet.Dispose();
            _entry = default;
            Volatile.Write(ref _sendingSince, 0);
        }
    }

    private ValueTask Send(Entry entry)
    {
        if (entry.IsClose)
            return new ValueTask(_socket.CloseOutputAsync(_closingStatus, _closing, CancellationToken.None));
        return entry.Message is { } text
            ? _socket.SendAsync(text, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None)
            : _socket.SendAsync(Frame(entry.Packet), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
    }

    private ReadOnlyMemory<byte> Frame(AudioPacket packet)
    {
        var framing = Framing; // The device's first packet may change it meanwhile.
        var header = BinaryFraming.HeaderSize(framing);
        if (header == 0)
            return packet.Bytes;
        if (_framed is null || _framed.Length < header + packet.Length)
        {
            if (_framed is not null)
                ArrayPool<byte>.Shared.Return(_framed);
            _framed = ArrayPool<byte>.Shared.Rent(header + packet.Length);
        }

        // Non-zero, as a device with server echo cancellation wants to tell stamped packets from others.
        var stamp = (uint)(_time.GetTimestamp() * 1000 / _time.TimestampFrequency) | 1;
        BinaryFraming.WriteHeader(framing, _framed, packet.Length, stamp);
        packet.Bytes.Span.CopyTo(_framed.AsSpan(header));
        return _framed.AsMemory(0, header + packet.Length);
    }

    private void Wake()
    {
        if (_running || _broken || _held)
            return;
        _running = true;
        Enqueue();
    }

    private bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out entry))
            {
                if (entry.Message is null)
                    _audio--;
                return true;
            }

            if (_closing is not null && !_broken)
            {
                _broken = true; // Nothing may follow the close frame.
                entry = new Entry(null, default, IsClose: true);
                return true;
            }

            _running = false;
            if (_closing is not null)
                EndLocked();
            Release();
            return false;
        }
    }

    private void Break()
    {
        lock (_gate)
        {
            _broken = true;
            _running = false;
            _entry.Packet.Dispose(); // It was taken and could not be sent.
            _entry = default;
            while (_queue.TryDequeue(out var entry))
                entry.Packet.Dispose();
            _audio = 0;
            EndLocked();
            Release();
        }
    }

    private void EndLocked()
    {
        _over = true;
        _closed?.TrySetResult();
    }

    private void Release()
    {
        if (_framed is not { } framed)
            return;
        _framed = null;
        ArrayPool<byte>.Shared.Return(framed);
    }

    private readonly record struct Entry(byte[]? Message, AudioPacket Packet, bool IsClose = false);
}
