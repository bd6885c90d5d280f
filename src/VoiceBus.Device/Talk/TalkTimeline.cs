namespace VoiceBus.Device.Talk;

/// <summary>When things happened in one turn, on the device's clock. The microphone marks voice, the session everything else.</summary>
internal sealed class TalkTimeline(string origin)
{
    private const long Never = -1;

    private long _lastVoice = Never;
    private TimeSpan? _asked;

    public TimeSpan? Stt { get; private set; }

    public TimeSpan? FirstWord { get; private set; }

    public TimeSpan? FirstAudio { get; private set; }

    public TimeSpan? Aborted { get; private set; }

    public TimeSpan? Stopped { get; private set; }

    /// <summary>Last voice, or the moment the text was sent; null before an answer came.</summary>
    public TimeSpan? Asked => _asked;

    /// <summary>The user was just heard; also from the microphone's task.</summary>
    public void Voice(TimeSpan at) => Interlocked.Exchange(ref _lastVoice, at.Ticks);

    public void MarkStt(TimeSpan at) => Stt ??= Answered(at);

    public void MarkFirstWord(TimeSpan at) => FirstWord ??= Answered(at);

    public void MarkFirstAudio(TimeSpan at) => FirstAudio ??= Answered(at);

    public void MarkAborted(TimeSpan at) => Aborted ??= at;

    public void MarkStopped(TimeSpan at) => Stopped = at;

    /// <summary>One line for people, every time counted from the end of speech; null when nothing was measured.</summary>
    public string? Line()
    {
        if (_asked is not { } asked || (Stt ?? FirstWord ?? FirstAudio) is null)
            return null;
        return origin + Part("stt", Stt, asked) + Part("first word", FirstWord, asked) + Part("first audio", FirstAudio, asked);
    }

    // The first sign of an answer fixes what it answers: voice that comes later belongs to the next utterance.
    private TimeSpan Answered(TimeSpan at)
    {
        var voice = Interlocked.Read(ref _lastVoice);
        _asked ??= voice == Never ? null : TimeSpan.FromTicks(voice);
        return at;
    }

    private static string Part(string name, TimeSpan? at, TimeSpan asked) =>
        at is { } time ? $" → {name} {(time - asked).TotalMilliseconds:0} ms" : "";
}
