using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>
/// The speech of one tts call, whoever speaks it: how far it has come, and its encoder, which several voices may use one after
/// the other. Written by the try that replies; a try that was given up and still runs changes nothing. Thread-safe.
/// </summary>
internal sealed class PartialSpeech : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SpeechEncoders _encoders;
    private SynthesisRequest _speaking;
    private SpeechEncoder? _encoder;
    private SpeechRateEstimator? _pace;
    private TimeSpan _audio;

    /// <summary>Begins a speech of which nothing was spoken.</summary>
    /// <exception cref="CallFailedException">Nobody here can encode what the request asks for.</exception>
    public PartialSpeech(SynthesisRequest request, SpeechEncoders encoders)
    {
        (_speaking, _encoders) = (request, encoders);
        try
        {
            _encoder = encoders.Rent(request.Format);
        }
        catch (NotSupportedException unable)
        {
            throw new CallFailedException(ServiceType.Tts, FailureKind.BadRequest, unable.Message);
        }
    }

    /// <summary>What the next voice is asked to speak; empty when nothing is left.</summary>
    public SynthesisRequest Remaining
    {
        get
        {
            lock (_gate)
                return _pace is null ? _speaking : _speaking with { Text = _pace.RestOf(_speaking.Text, _audio) };
        }
    }

    private SpeechEncoder Encoder => _encoder ?? throw new ObjectDisposedException(nameof(PartialSpeech));

    /// <summary>A voice has begun to speak.</summary>
    public void Begin(SynthesisRequest speaking, SpeechRateEstimator pace)
    {
        lock (_gate)
            (_speaking, _pace, _audio) = (speaking, pace, TimeSpan.Zero);
    }

    /// <summary>Adds a frame of speech; its packets can be taken afterwards. The frame stays the caller's.</summary>
    /// <exception cref="OperationCanceledException">The try was given up.</exception>
    public void Add(AudioFrame frame, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _audio += frame.Duration;
            Encoder.Add(frame.Samples, frame.SampleRate);
        }
    }

    /// <summary>Takes the next packet that is complete; the caller owns it.</summary>
    /// <exception cref="OperationCanceledException">The try was given up; the packet waits for the next one.</exception>
    public bool TryTake(out AudioPacket packet, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Encoder.TryTake(out packet);
        }
    }

    /// <summary>The voice has spoken to the end.</summary>
    public void End()
    {
        lock (_gate)
            _pace?.Learn(_speaking.Text, _audio);
    }

    /// <summary>No voice follows: what is left becomes a packet.</summary>
    public void Flush()
    {
        lock (_gate)
            Encoder.Flush();
    }

    /// <summary>Gives the encoder back; packets nobody took are gone.</summary>
    public void Dispose()
    {
        SpeechEncoder? encoder;
        lock (_gate)
            (encoder, _encoder) = (_encoder, null);
        if (encoder is not null)
            _encoders.Return(encoder);
    }
}
