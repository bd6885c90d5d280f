using System.Buffers;

namespace VoiceBus.Speech.Moonshine;

/// <summary>The samples of an utterance that are not settled yet, in one rented buffer. Not thread-safe.</summary>
internal sealed class UtteranceAudio : IDisposable
{
    private const int FirstRoom = 65_536;

    private short[] _buffer = ArrayPool<short>.Shared.Rent(FirstRoom);

    /// <summary>Number of samples.</summary>
    public int Length { get; private set; }

    /// <summary>The samples; valid until the next change.</summary>
    public ReadOnlySpan<short> Samples => _buffer.AsSpan(0, Length);

    /// <summary>Adds samples at the end.</summary>
    public void Append(ReadOnlySpan<short> samples)
    {
        if (Length + samples.Length > _buffer.Length)
            Grow(Length + samples.Length);
        samples.CopyTo(_buffer.AsSpan(Length));
        Length += samples.Length;
    }

    /// <summary>Takes samples away at the start.</summary>
    public void RemoveFirst(int count)
    {
        _buffer.AsSpan(count, Length - count).CopyTo(_buffer);
        Length -= count;
    }

    public void Dispose()
    {
        Length = 0;
        ArrayPool<short>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int needed)
    {
        var grown = ArrayPool<short>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
        Samples.CopyTo(grown);
        ArrayPool<short>.Shared.Return(_buffer);
        _buffer = grown;
    }
}
