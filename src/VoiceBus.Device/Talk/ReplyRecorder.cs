using System.Buffers;
using System.Runtime.InteropServices;
using VoiceBus.Audio;
using VoiceBus.Audio.Opus;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Talk;

/// <summary>Decodes the reply in order of arrival, as a loudspeaker would play it. Not thread-safe.</summary>
internal sealed class ReplyRecorder(AudioParams audio) : IDisposable
{
    private const int LongestSeconds = 600;

    private readonly ArrayBufferWriter<short> _samples = new(audio.SampleRate);
    private readonly OpusDecoder? _opus = audio.Format == AudioParams.Pcm ? null : new OpusDecoder(audio.SampleRate);

    public int Frames { get; private set; }

    public int BrokenFrames { get; private set; }

    public TimeSpan Duration => TimeSpan.FromSeconds((double)_samples.WrittenCount / audio.SampleRate);

    public void Add(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || _samples.WrittenCount > LongestSeconds * audio.SampleRate)
            return;
        Frames++;
        if (_opus is null)
            _samples.Write(MemoryMarshal.Cast<byte, short>(packet));
        else if (_opus.TryDecode(packet, out var pcm))
            _samples.Write(pcm);
        else
            BrokenFrames++;
    }

    public byte[] ToWav() => WavFile.Build(_samples.WrittenSpan, audio.SampleRate);

    public void Dispose() => _opus?.Dispose();
}
