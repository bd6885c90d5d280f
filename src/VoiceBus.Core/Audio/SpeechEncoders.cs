namespace VoiceBus.Core.Audio;

/// <summary>
/// Speech encoders, kept between two speeches: a native encoder and a resampler's filter take longer to make than a frame to
/// encode. Thread-safe; it holds a few idle ones, those rented are their holder's until they come back.
/// </summary>
internal sealed class SpeechEncoders(IAudioCodecs codecs) : IDisposable
{
    // About 50 KB each.
    private const int MostIdle = 16;

    private readonly Lock _gate = new();
    private readonly List<SpeechEncoder> _idle = new(MostIdle);
    private bool _disposed;

    /// <summary>An encoder that remembers no speech; give it to <see cref="Return"/> exactly once.</summary>
    /// <exception cref="NotSupportedException">The format cannot be encoded; the message says which can.</exception>
    public SpeechEncoder Rent(AudioFormat format)
    {
        lock (_gate)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
                if (_idle[i].Format == format)
                    return Take(i);
        }
        return new SpeechEncoder(codecs.CreateEncoder(format));
    }

    /// <summary>Takes an encoder back; where too many are idle the one longest so is let go.</summary>
    public void Return(SpeechEncoder encoder)
    {
        encoder.Reset();
        SpeechEncoder? surplus = null;
        lock (_gate)
        {
            if (_disposed)
                surplus = encoder;
            else
            {
                if (_idle.Count == MostIdle)
                    surplus = Take(0);
                _idle.Add(encoder);
            }
        }
        surplus?.Dispose();
    }

    /// <summary>Lets go of the idle ones now, of the others when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var encoder in _idle)
                encoder.Dispose();
            _idle.Clear();
        }
    }

    private SpeechEncoder Take(int index)
    {
        var encoder = _idle[index];
        _idle.RemoveAt(index);
        return encoder;
    }
}
