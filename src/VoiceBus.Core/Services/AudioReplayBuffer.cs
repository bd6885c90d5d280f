using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Services;

/// <summary>
/// Keeps the audio of one utterance so that the next recogniser can hear it from the beginning when one fails. Owns the
/// recorded frames, players get pooled copies. Bounded: of a longer utterance the newest part is kept. One recorder; one
/// player at a time counts, an abandoned one does no harm. Thread-safe.
/// </summary>
internal sealed class AudioReplayBuffer(TimeSpan limit) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<AudioFrame> _frames = [];
    private int _gone;
    private TimeSpan _kept;
    private long _first;
    private long _furthest;
    private bool _ended;
    private bool _disposed;
    private Exception? _broken;
    private ChannelWriter<bool>? _wake;
    private Action? _onEnd;

    /// <summary>How much audio no player had read when it was let go.</summary>
    public TimeSpan Lost { get; private set; }

    /// <summary>Records the input to its end.</summary>
    public async Task RecordAsync(IAsyncEnumerable<AudioFrame> input, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var frame in input.WithCancellation(cancellationToken))
                Append(frame);
            End(null);
        }
        catch (Exception broken)
        {
            End(broken);
        }
    }

    /// <summary>Calls back when the input has ended, at once when it has already; replaces the former call-back.</summary>
    public void WhenEnded(Action callBack)
    {
        lock (_gate)
        {
            _onEnd = callBack;
            if (!_ended)
                return;
        }
        callBack();
    }

    /// <summary>Plays from the beginning, then live until the input ends. Frames belong to the reader.</summary>
    public async IAsyncEnumerable<AudioFrame> PlayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Waiting without a token costs nothing per frame; the token wakes through the same channel.
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        using var registration = cancellationToken.RegisterGuarded(new Waker(wake.Writer));
        lock (_gate)
            _wake = wake.Writer;
        long position = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryNext(ref position, out var frame, out var ended))
            {
                yield return frame;
            }
            else if (ended)
            {
                yield break;
            }
            else
            {
                await wake.Reader.WaitToReadAsync(CancellationToken.None);
                wake.Reader.TryRead(out _);
            }
        }
    }

    /// <summary>Gives the buffers back; players see the end.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            for (var i = _gone; i < _frames.Count; i++)
                _frames[i].Dispose();
            _frames.Clear();
            _gone = 0;
            _wake?.TryWrite(true);
        }
    }

    private void Append(AudioFrame frame)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                frame.Dispose();
                return;
            }
            _frames.Add(frame);
            _kept += frame.Duration;
            while (_kept > limit)
                Release();
            _wake?.TryWrite(true);
        }
    }

    private void Release()
    {
        var oldest = _frames[_gone++];
        _kept -= oldest.Duration;
        if (_first >= _furthest)
            Lost += oldest.Duration;
        _first++;
        oldest.Dispose();
        if (_gone * 2 < _frames.Count)
            return;
        // Moved seldom, so that letting go costs constant time per frame.
        _frames.RemoveRange(0, _gone);
        _gone = 0;
    }

    private void End(Exception? broken)
    {
        Action? onEnd;
        lock (_gate)
        {
            _ended = true;
            _broken = broken;
            onEnd = _onEnd;
            _wake?.TryWrite(true);
        }
        onEnd?.Invoke();
    }

    private bool TryNext(ref long position, out AudioFrame frame, out bool ended)
    {
        lock (_gate)
        {
            position = Math.Max(position, _first);
            var index = (int)(position - _first) + _gone;
            ended = _disposed || (_ended && index >= _frames.Count);
            if (ended && _broken is not null)
                throw new IOException("The audio of the call broke off.", _broken);
            if (_disposed || index >= _frames.Count)
            {
                frame = default;
                return false;
            }
            var kept = _frames[index];
            frame = AudioFrame.Copy(kept.Samples, kept.SampleRate);
            _furthest = Math.Max(_furthest, ++position);
            return true;
        }
    }

    /// <summary>Wakes one player when its token is cancelled.</summary>
    private sealed class Waker(ChannelWriter<bool> player) : ICancellationCallback
    {
        public void Cancelled() => player.TryWrite(true);

        public void Failed(Exception exception) => player.TryComplete(exception);
    }
}
