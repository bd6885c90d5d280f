using System.Diagnostics;
using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Listening;

/// <summary>
/// One utterance on its way through an asr call. Audio is written by the listener without waiting; a task of its own opens
/// the call, passes the audio on and reports what was understood.
/// </summary>
internal sealed class Utterance
{
    private readonly Channel<AudioPacket> _audio;
    private readonly CancellationTokenSource _cancelled;
    private readonly IUtteranceObserver _observer;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private Task _cancelling = Task.CompletedTask;
    private long _samples;
    private long _completedAt;
    private bool _completed;
    private volatile bool _reported;

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
        Trace = BusTrace.StartTurn();
        _cancelled = new CancellationTokenSource();
        var packets = Math.Max(8, (int)(capacity / PacketDuration.Shortest));
        _audio = Channel.CreateBounded<AudioPacket>(
            new BoundedChannelOptions(packets) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
            packet =>
            {
                packet.Dispose();
                dropped();
            });
        _running = BackgroundTask.Start(() => RunAsync(bus, request, context, _cancelled.Token));
    }

    /// <summary>Completes when the call is over; faults only by what a callback on its token throws.</summary>
    public Task Ended => Task.WhenAll(_running, _cancelling);

    /// <summary>Length of the audio written.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Volatile.Read(ref _samples) / IVoiceDetector.SampleRate);

    /// <summary>The span of the turn this will lead to; whoever makes the turn of it ends the span.</summary>
    public Activity? Trace { get; }

    /// <summary>The asr call, once it is open; read it only from what the observer was told.</summary>
    public string? CallId { get; private set; }

    /// <summary>Timestamp of the last voice heard.</summary>
    public long LastVoiceAt { get; private set; }

    /// <summary>Timestamp of the end of the audio, 0 before it.</summary>
    public long CompletedAt => _completedAt;

    /// <summary>Timestamp of the final transcript, 0 before it; read it only from what the observer was told.</summary>
    public long TranscribedAt { get; private set; }

    /// <summary>How long ago the audio was completed.</summary>
    public TimeSpan SinceCompleted => _completed ? _time.GetElapsedTime(_completedAt) : TimeSpan.Zero;

    /// <summary>Adds a packet or a pause marker and takes its ownership.</summary>
    public void Write(BufferedPacket heard)
    {
        _samples += heard.Samples;
        if (!_audio.Writer.TryWrite(heard.Packet))
            heard.Packet.Dispose();
    }

    /// <summary>Voice was heard just now.</summary>
    public void NoteVoice() => LastVoiceAt = _time.GetTimestamp();

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
        _cancelling = _cancelled.CancelAsync();
        if (!_reported)
            EndTrace("abandoned");
    }

    /// <summary>Ends the span because no turn comes of the utterance.</summary>
    public void EndTrace(string why) => Trace?.SetTag("voicebus.ending", why).Dispose();

    private async Task RunAsync(IEventBus bus, RecognitionRequest request, CallContext context, CancellationToken cancellationToken)
    {
        Activity.Current = Trace;
        try
        {
            await using var call = await bus.OpenAsync(ServiceContracts.Asr, request, context, cancellationToken);
            CallId = call.Message.CallId;
            var sending = SendAsync(call, cancellationToken);
            await foreach (var transcript in call.Replies(cancellationToken))
            {
                if (transcript.Kind == TranscriptKind.Final)
                    (TranscribedAt, _reported) = (_time.GetTimestamp(), true);
                _observer.Understood(this, transcript);
            }

            await sending;
            if (!_reported)
                throw new CallFailedException(ServiceType.Asr, FailureKind.BadResponse, "The recogniser ended without a transcript.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Given up by the listener: nobody waits for the result.
        }
        catch (CallFailedException failure)
        {
            _reported = true;
            _observer.Failed(this, failure);
        }
        catch (Exception defect)
        {
            // Or the session would wait for the result for ever.
            _reported = true;
            _observer.Failed(this, new CallFailedException(
                ServiceType.Asr, FailureKind.Internal, $"The utterance broke: {FailureText.Of(defect)}.", defect)
            {
                Detail = FailureText.DetailOf(defect),
            });
        }
        finally
        {
            _audio.Writer.TryComplete();
            while (_audio.Reader.TryRead(out var packet))
                packet.Dispose();
        }
    }

    private async Task SendAsync(IServiceCall<AudioPacket, Transcript> call, CancellationToken cancellationToken)
    {
        while (await _audio.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_audio.Reader.TryRead(out var packet))
                await call.SendAsync(packet, cancellationToken);
        }

        await call.CompleteInputAsync(cancellationToken);
    }
}

/// <summary>
/// Notified by an utterance what became of it; called from its own task. Unless it is cancelled an utterance ends in exactly one final
/// transcript or one failure: what was said after it waits for that.
/// </summary>
internal interface IUtteranceObserver
{
    void Understood(Utterance utterance, Transcript transcript);

    void Failed(Utterance utterance, CallFailedException failure);
}
