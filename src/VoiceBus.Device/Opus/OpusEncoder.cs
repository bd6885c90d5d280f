namespace VoiceBus.Device.Opus;

/// <summary>Encodes a mono microphone as a device does (protocol.md 2.5). Not thread-safe; the owner disposes it.</summary>
public sealed class OpusEncoder : IDisposable
{
    /// <summary>Room enough for any packet of up to 120 ms, in bytes (opus_encode's recommendation).</summary>
    public const int MaxPacket = 4000;

    private readonly OpusEncoderHandle _handle;

    /// <summary>Creates a mono encoder.</summary>
    /// <param name="sampleRate">8000, 12000, 16000, 24000 or 48000.</param>
    /// <param name="settings">Quality and kind.</param>
    /// <exception cref="InvalidOperationException">libopus refused, with its own words.</exception>
    /// <exception cref="DllNotFoundException">libopus is not installed (Debian: libopus0).</exception>
    public OpusEncoder(int sampleRate, OpusEncoderSettings settings)
    {
        var application = settings.Voip ? OpusNative.ApplicationVoip : OpusNative.ApplicationAudio;
        _handle = OpusNative.EncoderCreate(sampleRate, 1, application, out var error);
        Check(error);
        Check(OpusNative.EncoderControl(_handle, OpusNative.SetComplexity, settings.Complexity));
        Check(OpusNative.EncoderControl(_handle, OpusNative.SetBitrate, settings.Bitrate));
        Check(OpusNative.EncoderControl(_handle, OpusNative.SetDtx, settings.Dtx ? 1 : 0));
    }

    /// <summary>Encodes one frame.</summary>
    /// <param name="pcm">2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms of samples.</param>
    /// <param name="packet">Where the packet goes; <see cref="MaxPacket"/> bytes are always enough.</param>
    /// <returns>The packet's length in bytes; 1 or 2 for silence under DTX.</returns>
    /// <exception cref="InvalidOperationException">Not a legal frame length, or the room is too small.</exception>
    public int Encode(ReadOnlySpan<short> pcm, Span<byte> packet) =>
        Check(OpusNative.Encode(_handle, pcm, pcm.Length, packet, packet.Length));

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static int Check(int result) => result >= 0
        ? result
        : throw new InvalidOperationException($"Opus encoder: {OpusNative.Describe(result)}.");
}
