using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// One utterance being recognised: decides what is decoded when. Decodes run beside it and never hold up the audio. Not
/// thread-safe: the recogniser's loop owns it.
/// </summary>
internal sealed class Utterance(
    ISegmentDecoder decoder,
    MoonshineOptions options,
    TimeProvider time,
    bool wantPartials,
    CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int SampleRate = 16_000;

    private readonly UtteranceAudio _audio = new();
    private readonly List<Task> _started = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private Task<string?> _settled = Task.FromResult<string?>("");
    private SegmentDecode? _current;
    private long _received;
    private long _nextPartial = Samples(options.FirstPartial);
    private string _lastPartial = "";

    /// <summary>Completes when there is something to report; null when nothing is on its way.</summary>
    public Task? NextResult => _current is { Reported: false } current ? current.Text : null;

    /// <summary>Takes a frame or a pause marker and disposes it.</summary>
    public void Take(AudioFrame frame)
    {
        using (frame)
        {
            if (frame.IsPause)
                Pause();
            else
                Append(frame);
        }
    }

    /// <summary>Tells the result that <see cref="NextResult"/> announced; null when it is nothing new.</summary>
    /// <exception cref="ProviderException">The model failed.</exception>
    public async Task<Transcript?> ReportAsync()
    {
        var current = _current!;
        var text = await current.Text;
        current.Reported = true;
        if (current.Kind == TranscriptKind.AtPause)
            return new Transcript(text!, TranscriptKind.AtPause);
        _current = null;
        var pace = 3 * time.GetElapsedTime(current.Started);
        _nextPartial = current.Received + Samples(pace > options.PartialInterval ? pace : options.PartialInterval);
        if (text is null or "" || text == _lastPartial)
            return null;
        _lastPartial = text;
        return new Transcript(text, TranscriptKind.Partial);
    }

    /// <summary>The audio is over: the whole utterance's text.</summary>
    /// <exception cref="ProviderException">The model failed.</exception>
    public async Task<string> FinishAsync()
    {
        if (_current is { Kind: TranscriptKind.AtPause } early && early.Samples == _audio.Length)
            return (await early.Text)!;
        DropCurrent();
        if (_audio.Length >= Samples(options.ShortestSegment))
            Settle(_audio.Length);
        return (await _settled)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var decode in _started)
            await decode.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _audio.Dispose();
        _stop.Dispose();
    }

    private static int Samples(TimeSpan duration) => (int)Math.Round(duration.TotalSeconds * SampleRate);

    private static string Join(string before, string text) =>
        before.Length == 0 ? text : text.Length == 0 ? before : $"{before} {text}";

    private void Append(AudioFrame frame)
    {
        if (frame.SampleRate != SampleRate)
            throw new ProviderException(ServiceType.Asr, MoonshineModel.Provider, FailureKind.BadRequest, retryable: false, $"audio at {frame.SampleRate} Hz, 16000 Hz is wanted");
        SettleOrDropEarly();
        _audio.Append(frame.Samples);
        _received += frame.Length;
        if (_audio.Length >= Samples(options.LongestSegment))
            CutSegment();
        else if (wantPartials && _current is null && _received >= _nextPartial && _audio.Length <= Samples(options.LastPartial))
            _current = Start(TranscriptKind.Partial);
    }

    private void Pause()
    {
        if (_audio.Length < Samples(options.ShortestSegment))
            return;
        if (_current is { Kind: TranscriptKind.AtPause })
            return;
        DropCurrent();
        _current = Start(TranscriptKind.AtPause);
    }

    private void SettleOrDropEarly()
    {
        if (_current is not { Kind: TranscriptKind.AtPause } early)
            return;
        if (early.Samples >= Samples(options.SettledAtPause))
        {
            _settled = early.Text;
            _audio.RemoveFirst(early.Samples);
            _current = null;
        }
        else
            DropCurrent();
    }

    private void CutSegment()
    {
        DropCurrent();
        Settle(QuietestPlace.Find(_audio.Samples));
    }

    private void Settle(int samples)
    {
        _settled = DecodeAsync(_settled, new SampleBuffer(_audio.Samples[..samples]), optional: false, _stop.Token);
        _started.Add(_settled);
        _audio.RemoveFirst(samples);
    }

    private SegmentDecode Start(TranscriptKind kind)
    {
        // Linked to _stop, which outlives it: disposed with it when dropped, or left to it.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var started = time.GetTimestamp();
        var text = DecodeAsync(_settled, new SampleBuffer(_audio.Samples), kind == TranscriptKind.Partial, stop.Token);
        _started.Add(text);
        return new SegmentDecode(kind, text, _audio.Length, _received, started, stop);
    }

    private void DropCurrent()
    {
        if (_current is { } dropped)
            _started.Add(dropped.Stop.CancelAsync());
        _current = null;
    }

    private async Task<string?> DecodeAsync(Task<string?> before, SampleBuffer samples, bool optional, CancellationToken stop)
    {
        var text = optional ? await decoder.TryRecognizeAsync(samples, stop) : await decoder.RecognizeAsync(samples, stop);
        return text is null ? null : Join((await before)!, text);
    }
}
