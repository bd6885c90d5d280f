using System.Buffers;

namespace VoiceBus.Providers.Sound;

/// <summary>
/// Makes frames of coded sound as its bytes come in, from whatever they come. Not thread-safe; the owner disposes it.
/// </summary>
internal abstract class SoundDecoder : IDisposable
{
    private const int LowestRate = 4_000;
    private const int HighestRate = 192_000;

    // A frame of 60 ms, or of at least 20 ms when no more has come: the first one leaves early, and dribbling bytes make no dust.
    private const int FramesPerSecond = 50;
    private const int BlocksPerFrame = 3;

    private short[] _samples = ArrayPool<short>.Shared.Rent(8192);
    private int _from;
    private int _to;
    private bool _complete;

    /// <summary>Samples a second, Hz; 0 while it is not known.</summary>
    public int SampleRate { get; private set; }

    /// <summary>Takes the next bytes; frames that are whole now can be read.</summary>
    /// <exception cref="InvalidDataException">They are not what this decodes; the message says what they are.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>No more bytes follow: what is left can be read as a frame.</summary>
    /// <exception cref="InvalidDataException">The sound broke off before it began.</exception>
    public virtual void Complete() => _complete = true;

    /// <summary>Takes the next frame of mono samples; the caller owns it.</summary>
    public bool TryRead(out AudioFrame frame)
    {
        var block = SampleRate / FramesPerSecond;
        var length = Math.Min(_to - _from, block * BlocksPerFrame);
        if (length == 0 || (length < block && !_complete))
        {
            frame = default;
            return false;
        }

        frame = AudioFrame.Copy(_samples.AsSpan(_from, length), SampleRate);
        _from += length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the buffers back.</summary>
    protected virtual void Dispose(bool disposing)
    {
        (_from, _to) = (0, 0);
        ArrayPool<short>.Shared.Return(_samples);
        _samples = [];
    }

    /// <summary>Tells the rate of what follows.</summary>
    /// <exception cref="InvalidDataException">It is no rate of speech, or another one than before.</exception>
    protected void SetRate(int sampleRate)
    {
        if (sampleRate is < LowestRate or > HighestRate)
            throw new InvalidDataException($"sound at {sampleRate} Hz is not speech");
        if (SampleRate != 0 && SampleRate != sampleRate)
            throw new InvalidDataException($"the sound changes from {SampleRate} Hz to {sampleRate} Hz");
        SampleRate = sampleRate;
    }

    /// <summary>Makes room for mono samples; valid until the next call. What is written is kept by <see cref="Advance"/>.</summary>
    protected Span<short> Room(int samples)
    {
        if (_from > 0)
        {
            _samples.AsSpan(_from, _to - _from).CopyTo(_samples);
            (_from, _to) = (0, _to - _from);
        }

        if (_samples.Length - _to < samples)
        {
            var grown = ArrayPool<short>.Shared.Rent(Math.Max(_to + samples, 2 * _samples.Length));
            _samples.AsSpan(0, _to).CopyTo(grown);
            ArrayPool<short>.Shared.Return(_samples);
            _samples = grown;
        }

        return _samples.AsSpan(_to, samples);
    }

    /// <summary>Keeps what was written into the room.</summary>
    protected void Advance(int samples) => _to += samples;
}
