namespace VoiceBus.Providers.Deepgram;

/// <summary>
/// How much audio Deepgram was sent, so that what it says about a time can be told from what it has not heard yet. Thread-safe.
/// </summary>
internal sealed class SentAudio
{
    private const double BytesPerSecond = 32_000;

    private readonly Lock _gate = new();
    private long _bytes;
    private int _pause;
    private double _pauseAt;

    /// <summary>Seconds sent.</summary>
    public double Seconds
    {
        get
        {
            lock (_gate)
                return _bytes / BytesPerSecond;
        }
    }

    /// <summary>More is sent.</summary>
    public void Add(int bytes)
    {
        lock (_gate)
            _bytes += bytes;
    }

    /// <summary>A pause begins here.</summary>
    public void Pause(int number)
    {
        lock (_gate)
            (_pause, _pauseAt) = (number, _bytes / BytesPerSecond);
    }

    /// <summary>The pause whose audio is heard up to a time, and how much after it; 0 when it is not heard to its beginning.</summary>
    /// <param name="end">What was heard, in seconds from the first audio.</param>
    /// <param name="after">How much of the pause must have been heard, in seconds.</param>
    public int PauseHeard(double end, double after)
    {
        lock (_gate)
            return _pause > 0 && end >= _pauseAt + after ? _pause : 0;
    }
}
