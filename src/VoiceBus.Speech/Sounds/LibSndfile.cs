using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VoiceBus.Speech.Sounds;

/// <summary>The few functions of libsndfile 1.2 we call (sndfile.h): WAV, FLAC, MP3, Ogg with Vorbis or Opus, and more.</summary>
internal static partial class LibSndfile
{
    public const string Library = "libsndfile.so.1";
    public const string Package = "libsndfile1";
    public const int Read = 0x10;

    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial SoundHandle Open(string path, int mode, ref Info info);

    /// <summary>Reads frames of all channels, samples from -1 to 1.</summary>
    /// <returns>Frames read; 0 at the end.</returns>
    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    public static unsafe partial long ReadFrames(SoundHandle sound, float* samples, long frames);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    public static partial int Close(nint sound);

    /// <summary>The static text of an error; null asks for the last failed opening.</summary>
    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    public static partial nint Error(nint sound);

    /// <summary>SF_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public long Frames;
        public int SampleRate;
        public int Channels;
        public int Format;
        public int Sections;
        public int Seekable;
    }
}

/// <summary>Owns an open file.</summary>
internal sealed class SoundHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => LibSndfile.Close(handle) == 0;
}
