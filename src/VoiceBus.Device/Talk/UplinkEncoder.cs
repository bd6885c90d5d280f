using System.Runtime.InteropServices;
using VoiceBus.Audio.Opus;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Talk;

/// <summary>Turns microphone frames into packets of the announced format. Not thread-safe.</summary>
internal sealed class UplinkEncoder(AudioParams audio) : IDisposable
{
    private readonly OpusEncoder? _opus = audio.Format == AudioParams.Pcm
        ? null
        : new OpusEncoder(audio.SampleRate, new OpusEncoderSettings { Dtx = true });

    private readonly byte[] _packet = new byte[Math.Max(OpusEncoder.MaxPacket, audio.FrameSamples * sizeof(short))];

    /// <summary>The packet is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<short> frame)
    {
        if (_opus is not null)
            return _packet.AsMemory(0, _opus.Encode(frame, _packet));
        MemoryMarshal.AsBytes(frame).CopyTo(_packet);
        return _packet.AsMemory(0, frame.Length * sizeof(short));
    }

    public void Dispose() => _opus?.Dispose();
}
