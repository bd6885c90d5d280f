using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Turns a speech's samples of any rate into packets of the device's format. One per session; not thread-safe: one speech
/// uses it at a time.
/// </summary>
internal sealed class SpeechEncoder(IFrameEncoder encoder) : IDisposable
{
    private readonly FrameCutter _cutter = new(encoder.Format.SamplesPerFrame);
    private readonly Queue<AudioPacket> _ready = new(4);
    private Resampler? _resampler;
    private short[] _scratch = [];

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
    public void Add(ReadOnlySpan<short> samples, int sampleRate)
    {
        if (sampleRate == encoder.Format.SampleRate)
        {
            Encode(samples);
            return;
        }

        if (_resampler?.From != sampleRate)
            _resampler = new Resampler(sampleRate, encoder.Format.SampleRate);
        Grow(_resampler.MaxOutput(samples.Length));
        Encode(_scratch.AsSpan(0, _resampler.Process(samples, _scratch)));
    }

    /// <summary>Ends a sentence: the rest becomes a packet padded with silence.</summary>
    public void Flush()
    {
        if (_resampler is { } resampler)
        {
            Grow(resampler.MaxOutput(0));
            Encode(_scratch.AsSpan(0, resampler.Flush(_scratch)));
        }

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
