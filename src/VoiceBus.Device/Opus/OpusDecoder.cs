namespace VoiceBus.Device.Opus;

/// <summary>Decodes the server's voice to mono samples. Not thread-safe; the owner disposes it.</summary>
public sealed class OpusDecoder : IDisposable
{
    private const int LongestMs = 120;

    private readonly OpusDecoderHandle _handle;
    private readonly short[] _frame;

    /// <summary>Creates a mono decoder.</summary>
    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000; need not be the encoder's.</param>
    /// <exception cref="InvalidOperationException">libopus refused, with its own words.</exception>
    /// <exception cref="DllNotFoundException">libopus is not installed (Debian: libopus0).</exception>
    public OpusDecoder(int sampleRate)
    {
        _handle = OpusNative.DecoderCreate(sampleRate, 1, out var error);
        if (error < 0)
            throw new InvalidOperationException($"Opus decoder: {OpusNative.Describe(error)}.");
        _frame = new short[sampleRate / 1000 * LongestMs];
    }

    /// <summary>Decodes one packet of any legal duration.</summary>
    /// <param name="packet">One whole Opus packet, at least one byte.</param>
    /// <param name="pcm">The samples, valid until the next call; empty when the packet is broken.</param>
    /// <returns>False for a broken packet: the frame is lost, the decoder stays usable.</returns>
    public bool TryDecode(ReadOnlySpan<byte> packet, out ReadOnlySpan<short> pcm)
    {
        // A null packet would mean "conceal a loss" to libopus.
        var samples = packet.IsEmpty ? -1 : OpusNative.Decode(_handle, packet, packet.Length, _frame, _frame.Length, 0);
        pcm = samples > 0 ? _frame.AsSpan(0, samples) : default;
        return samples > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
