using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Listening;

/// <summary>
/// One utterance on its way through an asr call. Audio is written by the listener without waiting; a task of its own opens
/// the call, passes the audio on and reports what was understood.
/// </summary>
internal sealed class Utterance
{
    private readonly Channel<AudioFrame> _audio;
    private readonly CancellationTokenSource _cancelled;
    private readonly IUtteranceObserver _observer;
    private readonly TimeProvider _time;
    private long _samples;
    private long _completedAt;
    private bool _completed;

    public Utterance(
        IEventBus bus,
        RecognitionRequest request,
        CallContext context,
        TimeSpan capacity,
        IUtteranceObserver observer,
        TimeProvider time,
        Action dropped)
    {
        _observer = observer;
        _time = time;
        _cancelled = new CancellationTokenSource();
        var frames = Math.Max(8, (int)(capacity / TimeSpan.FromMilliseconds(20)));
        _audio = Channel.CreateBounded<AudioFrame>(
            new BoundedChannelOptions(frames) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
            frame =>
            {
                frame.Dispose();
                dropped();
            });
        Ended = Task.Run(() => RunAsync(bus, request, context, _cancelled.Token));
    }

    /// <summary>Completes when the call is over; never faults.</summary>
    public Task Ended { get; }

    /// <summary>Length of the audio written.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Volatile.Read(ref _samples) / IVoiceDetector.SampleRate);

    /// <summary>How long ago the audio was completed.</summary>
    public TimeSpan SinceCompleted => _completed ? _time.GetElapsedTime(_completedAt) : TimeSpan.Zero;

    /// <summary>Adds a frame or a pause marker and takes its ownership.</summary>
    public void Write(AudioFrame frame)
    {
        _samples += frame.Length;
        if (!_audio.Writer.TryWrite(frame))
            frame.Dispose();
    }

    /// <summary>No audio follows.</summary>
    public void Complete()
    {
        if (_completed)
            return;
        _completed = true;
        _completedAt = _time.GetTimestamp();
        _audio.Writer.TryComplete();
    }

    /// <summary>Gives the utterance up: nothing is reported any more.</summary>
    public void Cancel()
    {
        _audio.Writer.TryComplete();
        _ = _cancelled.CancelAsync();
    }

    private async Task RunAsync(IEventBus bus, RecognitionRequest request, CallContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var call = await bus.OpenAsync(ServiceContracts.Asr, request, context, cancellationToken);
            var sending = SendAsync(call, cancellationToken);
            await foreach (var transcript in call.Replies(cancellationToken))
                _observer.Understood(this, transcript);
            await sending;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Given up by the listener: nobody waits for the result.
        }
        catch (CallFailedException failure)
        {
            _observer.Failed(this, failure);
        }
        finally
        {
            _audio.Writer.TryComplete();
            while (_audio.Reader.TryRead(out var frame))
                frame.Dispose();
        }
    }

    private async Task SendAsync(IServiceCall<AudioFrame, Transcript> call, CancellationToken cancellationToken)
    {
        while (await _audio.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_audio.Reader.TryRead(out var frame))
                await call.SendAsync(frame, cancellationToken);
        }

        await call.CompleteInputAsync(cancellationToken);
    }
}

/// <summary>Told by an utterance what became of it; called from its own task.</summary>
internal interface IUtteranceObserver
{
    void Understood(Utterance utterance, Transcript transcript);

    void Failed(Utterance utterance, CallFailedException failure);
}
