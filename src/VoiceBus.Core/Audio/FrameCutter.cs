namespace VoiceBus.Core.Audio;

/// <summary>
/// Cuts a stream of samples into frames of one exact length. Not thread-safe; allocates only in its constructor.
/// </summary>
/// <param name="samplesPerFrame">Samples in each frame, at least 1.</param>
public sealed class FrameCutter(int samplesPerFrame)
{
    private readonly short[] _frame = samplesPerFrame >= 1
        ? new short[samplesPerFrame]
        : throw new ArgumentOutOfRangeException(nameof(samplesPerFrame));

    /// <summary>Samples in each frame.</summary>
    public int SamplesPerFrame => _frame.Length;

    /// <summary>Samples kept for the next frame.</summary>
    public int Buffered { get; private set; }

    /// <summary>
    /// Cuts the next frame. Call it with the same samples and the same <paramref name="consumed"/> (0 at first) until it
    /// says false; then all samples are taken and the rest is kept for the next frame.
    /// </summary>
    /// <param name="samples">The next samples of the stream.</param>
    /// <param name="consumed">How many of them are taken already.</param>
    /// <param name="frame">A whole frame; valid until the next call.</param>
    public bool TryCut(ReadOnlySpan<short> samples, ref int consumed, out ReadOnlySpan<short> frame)
    {
        var rest = samples[consumed..];
        if (Buffered == 0 && rest.Length >= _frame.Length)
        {
            frame = rest[.._frame.Length];
            consumed += _frame.Length;
            return true;
        }
        var taken = Math.Min(rest.Length, _frame.Length - Buffered);
        rest[..taken].CopyTo(_frame.AsSpan(Buffered));
        consumed += taken;
        Buffered += taken;
        return TryTakeBuffered(out frame);
    }

    /// <summary>Pads what is left with silence to a last frame; false when nothing is left.</summary>
    /// <param name="frame">A whole frame; valid until the next call.</param>
    public bool Flush(out ReadOnlySpan<short> frame)
    {
        frame = default;
        if (Buffered == 0)
            return false;
        _frame.AsSpan(Buffered).Clear();
        Buffered = 0;
        frame = _frame;
        return true;
    }

    /// <summary>Forgets what is left.</summary>
    public void Reset() => Buffered = 0;

    private bool TryTakeBuffered(out ReadOnlySpan<short> frame)
    {
        frame = default;
        if (Buffered < _frame.Length)
            return false;
        Buffered = 0;
        frame = _frame;
        return true;
    }
}
