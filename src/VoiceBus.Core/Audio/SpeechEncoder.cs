using VoiceBus.Audio;

namespace VoiceBus.Core.Audio;

/// <summary>
/// Turns samples of any rate into packets of one format. Not thread-safe: one speech uses it at a time. Owns the encoder.
/// </summary>
internal sealed class SpeechEncoder(IFrameEncoder encoder) : IDisposable
{
    private readonly FrameCutter _cutter = new(encoder.Format.SamplesPerFrame);
    private readonly Queue<AudioPacket> _ready = new(4);
    private Resampler? _resampler;
    private int _rate = encoder.Format.SampleRate;
    private short[] _scratch = [];

    /// <summary>The format of the packets.</summary>
    public AudioFormat Format => encoder.Format;

    /// <summary>Forgets the speech before; for a new one.</summary>
    public void Reset()
    {
        encoder.Reset();
        _cutter.Reset();
        _resampler?.Reset();
        while (_ready.TryDequeue(out var packet))
            packet.Dispose();
    }

    /// <summary>Adds samples; complete packets can be taken afterwards.</summary>
    /// <remarks>The rate may change within a speech, when another provider goes on with it: no sample is lost there.</remarks>
    public void Add(ReadOnlySpan<short> samples, int sampleRate)
    {
        if (_rate != sampleRate)
            ChangeRate(sampleRate);
        if (_resampler is null)
        {
            Encode(samples);
            return;
        }

        Grow(_resampler.MaxOutput(samples.Length));
        Encode(_scratch.AsSpan(0, _resampler.Process(samples, _scratch)));
    }

    /// <summary>Ends a sentence: the rest becomes a packet padded with silence.</summary>
    public void Flush()
    {
        FlushResampler();
        if (_cutter.Flush(out var last))
            _ready.Enqueue(encoder.Encode(last));
    }

    /// <summary>Takes the next complete packet; the caller owns it.</summary>
    public bool TryTake(out AudioPacket packet) => _ready.TryDequeue(out packet);

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        encoder.Dispose();
    }

    private void ChangeRate(int sampleRate)
    {
        FlushResampler();
        _resampler = sampleRate == encoder.Format.SampleRate ? null : new Resampler(sampleRate, encoder.Format.SampleRate);
        _rate = sampleRate;
    }

    private void FlushResampler()
    {
        if (_resampler is not { } resampler)
            return;
        Grow(resampler.MaxOutput(0));
        Encode(_scratch.AsSpan(0, resampler.Flush(_scratch)));
    }

    private void Encode(ReadOnlySpan<short> samples)
    {
        var consumed = 0;
        while (_cutter.TryCut(samples, ref consumed, out var frame))
            _ready.Enqueue(encoder.Encode(frame));
    }

    private void Grow(int samples)
    {
        if (_scratch.Length < samples)
            _scratch = new short[samples];
    }
}
