namespace VoiceBus.Audio.Opus;

/// <summary>
/// Decodes Opus to mono samples: packets of any legal duration, DTX packets of 1 or 2 bytes included, at any rate of Opus' own, which
/// need not be the sender's. Not thread-safe; the owner disposes it.
/// </summary>
public sealed class OpusDecoder : IDisposable
{
    private readonly OpusDecoderHandle _handle;
    private readonly int _longest;
    private short[]? _frame;

    /// <summary>Creates a decoder.</summary>
    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000.</param>
    /// <exception cref="InvalidOperationException">libopus refused, with its own words.</exception>
    /// <exception cref="DllNotFoundException">libopus is not installed (Debian: libopus0).</exception>
    public OpusDecoder(int sampleRate)
    {
        _handle = LibOpus.CreateDecoder(sampleRate, 1, out var error);
        if (error < 0)
            throw new InvalidOperationException($"Opus decoder: {LibOpus.Describe(error)}.");
        _longest = sampleRate / 1000 * OpusLibrary.LongestPacketMs;
    }

    /// <summary>Decodes one packet into the caller's room; allocates nothing.</summary>
    /// <param name="packet">One whole Opus packet.</param>
    /// <param name="samples">Room for 120 ms.</param>
    /// <returns>How many samples were written; 0 or less for a broken packet: the frame is lost, the decoder stays usable.</returns>
    public unsafe int Decode(ReadOnlySpan<byte> packet, Span<short> samples)
    {
        // A null packet would mean "conceal a loss" to libopus.
        if (packet.IsEmpty)
            return -1;
        fixed (byte* bytes = packet)
        fixed (short* room = samples)
            return LibOpus.Decode(_handle, bytes, packet.Length, room, samples.Length, 0);
    }

    /// <summary>Decodes one packet.</summary>
    /// <param name="packet">One whole Opus packet.</param>
    /// <param name="pcm">The samples, valid until the next call; empty when the packet is broken.</param>
    /// <returns>False for a broken packet.</returns>
    public bool TryDecode(ReadOnlySpan<byte> packet, out ReadOnlySpan<short> pcm)
    {
        _frame ??= new short[_longest];
        var samples = Decode(packet, _frame);
        pcm = samples > 0 ? _frame.AsSpan(0, samples) : default;
        return samples > 0;
    }

    /// <summary>Forgets the stream; for a new one.</summary>
    public void Reset() => _ = LibOpus.Control(_handle, LibOpus.ResetState, 0);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
