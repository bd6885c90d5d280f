namespace VoiceBus.Providers.Recognition;

/// <summary>How much of an utterance was sent: written by its sender, read by its receiver. Thread-safe.</summary>
internal sealed class UtteranceProgress
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pauses;
    private bool _heardSincePause;
    private volatile bool _ending;

    /// <summary>Completes when all has been sent.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the end is being said, or was: the vendor's answer may be there before <see cref="Ended"/>.</summary>
    public bool IsEnding => _ending;

    /// <summary>Whether there is audio after the last pause, or at all.</summary>
    public bool HasAudioSincePause
    {
        get
        {
            lock (_gate)
                return _heardSincePause;
        }
    }

    /// <summary>The number of the pause after which no audio has come yet, from 1; 0 when the speaker is not pausing.</summary>
    public int CurrentPause
    {
        get
        {
            lock (_gate)
                return _heardSincePause ? 0 : _pauses;
        }
    }

    /// <summary>Audio is about to be sent.</summary>
    public void Audio()
    {
        lock (_gate)
            _heardSincePause = true;
    }

    /// <summary>A pause is about to be sent.</summary>
    /// <returns>False when nothing was heard since the last one.</returns>
    public bool TryPause()
    {
        lock (_gate)
        {
            if (!_heardSincePause)
                return false;
            _heardSincePause = false;
            _pauses++;
            return true;
        }
    }

    /// <summary>The end is about to be said.</summary>
    public void BeginEnd() => _ending = true;

    /// <summary>All was sent.</summary>
    public void End() => _ended.TrySetResult();
}
