using System.Buffers;
using System.Runtime.InteropServices;
using VoiceBus.Core.Audio;
using VoiceBus.Speech.Native;

namespace VoiceBus.Speech.Sounds;

/// <summary>Decodes one sound file to mono. Not thread-safe.</summary>
internal sealed class SoundReader : IDisposable
{
    private const int MaxChannels = 8;
    private const int MaxRate = 192_000;
    private const int PiecesPerSecond = 20;

    private readonly SoundHandle _file;
    private readonly int _channels;
    private readonly int _rate;
    private readonly float[] _piece;

    private SoundReader(SoundHandle file, LibSndfile.Info info)
    {
        (_file, _channels, _rate) = (file, info.Channels, info.SampleRate);
        _piece = ArrayPool<float>.Shared.Rent(FramesPerPiece * _channels);
    }

    private int FramesPerPiece => Math.Max(1, _rate / PiecesPerSecond);

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is no sound, or libsndfile is missing; the message says so.</exception>
    public static SoundReader Open(string path)
    {
        if (NativeLibraries.Missing(LibSndfile.Library, LibSndfile.Package) is { } missing)
            throw new IOException(missing);
        var info = default(LibSndfile.Info);
        var file = LibSndfile.Open(path, LibSndfile.Read, ref info);
        if (file.IsInvalid)
        {
            file.Dispose();
            throw new IOException($"{Path.GetFileName(path)} cannot be decoded: {Marshal.PtrToStringUTF8(LibSndfile.Error(0))}");
        }

        if (info is { Channels: >= 1 and <= MaxChannels, SampleRate: >= 1000 and <= MaxRate })
            return new SoundReader(file, info);
        file.Dispose();
        throw new IOException($"{Path.GetFileName(path)} has {info.Channels} channels at {info.SampleRate} Hz");
    }

    /// <summary>The next 50 ms, less at the end; the caller owns them. False at the end.</summary>
    public unsafe bool TryRead(out AudioFrame frame)
    {
        long read;
        fixed (float* samples = _piece)
            read = LibSndfile.ReadFrames(_file, samples, FramesPerPiece);
        if (read <= 0)
        {
            frame = default;
            return false;
        }

        frame = AudioFrame.Rent((int)read, _rate);
        MixDown(frame.Samples);
        return true;
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<float>.Shared.Return(_piece);
    }

    private void MixDown(Span<short> mono)
    {
        var scale = short.MaxValue / (float)_channels;
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            for (var channel = 0; channel < _channels; channel++)
                sum += _piece[(i * _channels) + channel];
            mono[i] = (short)Math.Clamp(sum * scale, short.MinValue, short.MaxValue);
        }
    }
}
