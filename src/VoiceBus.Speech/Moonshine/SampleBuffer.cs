using System.Buffers;

namespace VoiceBus.Speech.Moonshine;

/// <summary>A copy of samples for one decode, in a rented buffer: one owner, disposed exactly once.</summary>
internal readonly struct SampleBuffer : IDisposable
{
    private readonly float[] _buffer;
    private readonly int _length;

    /// <summary>Copies 16-bit samples to -1 to 1.</summary>
    public SampleBuffer(ReadOnlySpan<short> samples)
    {
        _buffer = ArrayPool<float>.Shared.Rent(samples.Length);
        _length = samples.Length;
        for (var i = 0; i < samples.Length; i++)
            _buffer[i] = samples[i] / 32768f;
    }

    public Memory<float> Memory => _buffer.AsMemory(0, _length);

    public void Dispose() => ArrayPool<float>.Shared.Return(_buffer);
}
