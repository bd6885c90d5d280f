using System.Runtime.InteropServices;

namespace VoiceBus.Speech.Flite;

/// <summary>The few functions of flite 2.2 we call (flite.h). None is thread-safe.</summary>
internal static partial class LibFlite
{
    public const string Library = "libflite.so.1";
    public const string VoiceLibrary = "libflite_cmu_us_slt.so.1";
    public const string Package = "libflite1";

    [LibraryImport(Library, EntryPoint = "flite_init")]
    public static partial int Initialize();

    [LibraryImport(VoiceLibrary, EntryPoint = "register_cmu_us_slt")]
    public static partial nint RegisterVoice(nint folder);

    [LibraryImport(Library, EntryPoint = "flite_text_to_wave", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial Wave* TextToWave(string text, nint voice);

    [LibraryImport(Library, EntryPoint = "delete_wave")]
    public static unsafe partial void DeleteWave(Wave* wave);

    /// <summary>cst_wave of cst_wave.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Wave
    {
        public byte* Type;
        public int SampleRate;
        public int Samples;
        public int Channels;
        public short* Data;
    }
}
