using VoiceBus.Core.Audio;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>Writes down what a device would show and play; plays at once, unless a test holds it at a sentence.</summary>
internal sealed class FakeDevice(TimeProvider time) : IDevice, IPlayback
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Predicate, TaskCompletionSource Source)> _waiters = [];
    private TaskCompletionSource _resume = Completed();
    private TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _played = "";
    private long _speech;
    private long _packets;
    private long? _firstAt;
    private long? _lastAt;
    private long? _stoppedAt;
    private bool _speaking;

    public AudioFormat Uplink { get; } = new(AudioCodec.Pcm, 16_000, 32);

    public AudioFormat Downlink { get; } = new(AudioCodec.Pcm, 24_000, 60);

    public IPlayback Playback => this;

    public bool HasMcp => false;

    /// <summary>Thrown by <see cref="Cut"/> instead of cutting; null: it cuts.</summary>
    public Exception? FailCut { get; set; }

    public void Send(DeviceMessage message) => Write($"send {message}");

    public bool IsSpeaking
    {
        get
        {
            lock (_gate)
                return _speaking;
        }
    }

    public PlayedSpeech Played
    {
        get
        {
            lock (_gate)
                return new PlayedSpeech(_played, _packets, _firstAt, _lastAt, _stoppedAt);
        }
    }

    public string[] Log
    {
        get
        {
            lock (_gate)
                return [.. _log];
        }
    }

    /// <summary>Playing stands still at the next packet until <see cref="Resume"/>.</summary>
    public void Hold()
    {
        lock (_gate)
            _resume = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (_gate)
            _resume.TrySetResult();
    }

    /// <summary>Waits until the log satisfies the predicate.</summary>
    public Task When(Func<IReadOnlyList<string>, bool> predicate)
    {
        lock (_gate)
        {
            if (predicate(_log))
                return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((predicate, source));
            return source.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public Task WhenLogged(string entry) => When(log => log.Contains(entry));

    public void ShowTranscript(string text) => Write($"stt {text}");

    public void ShowEmotion(string emotion, string emoji) => Write($"llm {emotion}");

    public void Close(string reason, CloseCause cause) => Write(cause == CloseCause.Normal ? $"close {reason}" : $"close {reason} ({cause})");

    public bool ListensWhileSpeaking { get; set; }

    public long Begin()
    {
        lock (_gate)
        {
            _speaking = true;
            _played = "";
            _packets = 0;
            _firstAt = _lastAt = _stoppedAt = null;
            _cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            WriteLocked("start");
            return ++_speech;
        }
    }

    public ValueTask StartSentenceAsync(long speech, string text, CancellationToken cancellationToken)
    {
        WriteIfCurrent(speech, $"[{text}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(long speech, AudioPacket packet, CancellationToken cancellationToken)
    {
        packet.Dispose();
        Task resume;
        lock (_gate)
        {
            if (!_speaking || speech != _speech)
                return;
            _packets++;
            _lastAt = time.GetTimestamp();
            _firstAt ??= _lastAt;
            resume = Task.WhenAny(_resume.Task, _cut.Task);
            WriteLocked("packet");
        }

        await resume.WaitAsync(cancellationToken);
    }

    public ValueTask EndSentenceAsync(long speech, string text, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_speaking && speech == _speech)
            {
                _played = _played.Length == 0 ? text : $"{_played} {text}";
                WriteLocked($"{text}]");
            }
        }

        return ValueTask.CompletedTask;
    }

    public Task FinishAsync(long speech, CancellationToken cancellationToken)
    {
        Cut(speech);
        return Task.CompletedTask;
    }

    public void Cut(long speech)
    {
        if (FailCut is { } failure)
            throw failure;
        lock (_gate)
        {
            if (_speaking && speech == _speech)
                StopLocked();
        }
    }

    public void Silence()
    {
        lock (_gate)
            StopLocked();
    }

    private void StopLocked()
    {
        _speaking = false;
        _stoppedAt = time.GetTimestamp();
        _cut.TrySetResult();
        WriteLocked("stop");
    }

    private void WriteIfCurrent(long speech, string entry)
    {
        lock (_gate)
        {
            if (_speaking && speech == _speech)
                WriteLocked(entry);
        }
    }

    private void Write(string entry)
    {
        lock (_gate)
            WriteLocked(entry);
    }

    private void WriteLocked(string entry)
    {
        _log.Add(entry);
        foreach (var waiter in _waiters.Where(waiter => waiter.Predicate(_log)).ToArray())
        {
            waiter.Source.TrySetResult();
            _waiters.Remove(waiter);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
