namespace VoiceBus.Audio.Opus;

/// <summary>Encodes mono sound as Opus with a variable bit rate. Not thread-safe; the owner disposes it.</summary>
public sealed class OpusEncoder : IDisposable
{
    /// <summary>Room enough for any packet of up to 120 ms, in bytes (opus_encode's recommendation).</summary>
    public const int MaxPacket = 4000;

    private readonly OpusEncoderHandle _handle;

    /// <summary>Creates an encoder.</summary>
    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000.</param>
    /// <param name="settings">Quality and kind.</param>
    /// <exception cref="InvalidOperationException">libopus refused, with its own words.</exception>
    /// <exception cref="DllNotFoundException">libopus is not installed (Debian: libopus0).</exception>
    public OpusEncoder(int sampleRate, OpusEncoderSettings settings)
    {
        var application = settings.Voip ? LibOpus.ApplicationVoip : LibOpus.ApplicationAudio;
        _handle = LibOpus.CreateEncoder(sampleRate, 1, application, out var error);
        Check(error);
        Check(LibOpus.Control(_handle, LibOpus.SetComplexity, settings.Complexity));
        Check(LibOpus.Control(_handle, LibOpus.SetBitrate, settings.Bitrate));
        Check(LibOpus.Control(_handle, LibOpus.SetDtx, settings.Dtx ? 1 : 0));
        if (settings.IsSpeech)
            Check(LibOpus.Control(_handle, LibOpus.SetSignal, LibOpus.SignalVoice));
    }

    /// <summary>Encodes one frame; allocates nothing.</summary>
    /// <param name="pcm">2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms of samples.</param>
    /// <param name="packet">Where the packet goes; <see cref="MaxPacket"/> bytes are always enough.</param>
    /// <returns>The packet's length in bytes; 1 or 2 for silence under DTX.</returns>
    /// <exception cref="InvalidOperationException">Not a legal frame length, or the room is too small.</exception>
    public unsafe int Encode(ReadOnlySpan<short> pcm, Span<byte> packet)
    {
        fixed (short* from = pcm)
        fixed (byte* to = packet)
            return Check(LibOpus.Encode(_handle, from, pcm.Length, to, packet.Length));
    }

    /// <summary>Forgets the stream; for a new one.</summary>
    public void Reset() => _ = LibOpus.Control(_handle, LibOpus.ResetState, 0);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static int Check(int result) => result >= 0
        ? result
        : throw new InvalidOperationException($"Opus encoder: {LibOpus.Describe(result)}.");
}
