using System.Buffers;

namespace VoiceBus;

/// <summary>
/// Mono 16-bit samples in a buffer rented from the shared pool. A frame has one owner at a time: whoever is handed it
/// disposes it exactly once, or hands it on. An empty frame carries no buffer and is a marker (see <see cref="Pause"/>).
/// </summary>
public readonly struct AudioFrame : IDisposable
{
    private readonly short[]? _buffer;

    private AudioFrame(short[]? buffer, int length, int sampleRate)
    {
        _buffer = buffer;
        Length = length;
        SampleRate = sampleRate;
    }

    /// <summary>Marks a short pause in an utterance: a recogniser may recognise what it has; more audio may still come.</summary>
    public static AudioFrame Pause => default;

    /// <summary>Number of samples.</summary>
    public int Length { get; }

    /// <summary>Samples per second, Hz.</summary>
    public int SampleRate { get; }

    /// <summary>True for a frame without samples.</summary>
    public bool IsPause => Length == 0;

    /// <summary>The samples; valid until the frame is disposed.</summary>
    public Span<short> Samples => _buffer.AsSpan(0, Length);

    /// <summary>How long the frame plays.</summary>
    public TimeSpan Duration => Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Length * TimeSpan.TicksPerSecond / SampleRate);

    /// <summary>Rents a frame whose samples are not cleared.</summary>
    /// <param name="samples">Number of samples, at least 1.</param>
    /// <param name="sampleRate">Samples per second, Hz.</param>
    public static AudioFrame Rent(int samples, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        return new AudioFrame(ArrayPool<short>.Shared.Rent(samples), samples, sampleRate);
    }

    /// <summary>Rents a frame and copies the samples into it; an empty span gives <see cref="Pause"/>.</summary>
    public static AudioFrame Copy(ReadOnlySpan<short> samples, int sampleRate)
    {
        if (samples.IsEmpty)
            return Pause;
        var frame = Rent(samples.Length, sampleRate);
        samples.CopyTo(frame.Samples);
        return frame;
    }

    /// <summary>The same buffer with fewer samples; the receiver of the result owns it, this value must not be used again.</summary>
    public AudioFrame Truncate(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)samples, (uint)Length);
        return new AudioFrame(_buffer, samples, SampleRate);
    }

    /// <summary>Gives the buffer back. Call exactly once.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<short>.Shared.Return(_buffer);
    }
}
