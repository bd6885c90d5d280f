using System.Runtime.InteropServices;

namespace VoiceBus.Audio.Opus;

/// <summary>The few functions of libopus we call (opus.h, 1.3.1). Negative results are error codes.</summary>
internal static partial class LibOpus
{
    private const string Library = OpusLibrary.FileName;

    public const int ApplicationVoip = 2048;
    public const int ApplicationAudio = 2049;
    public const int SetBitrate = 4002;
    public const int SetComplexity = 4010;
    public const int SetDtx = 4016;
    public const int SetSignal = 4024;
    public const int ResetState = 4028;
    public const int SignalVoice = 3001;

    [LibraryImport(Library, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle CreateDecoder(int sampleRate, int channels, out int error);

    [LibraryImport(Library, EntryPoint = "opus_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    [LibraryImport(Library, EntryPoint = "opus_decode")]
    public static unsafe partial int Decode(OpusDecoderHandle decoder, byte* packet, int length, short* samples, int room, int fec);

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    public static partial OpusEncoderHandle CreateEncoder(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    public static partial void DestroyEncoder(nint encoder);

    [LibraryImport(Library, EntryPoint = "opus_encode")]
    public static unsafe partial int Encode(OpusEncoderHandle encoder, short* samples, int count, byte* packet, int room);

    // Variadic in C; a fixed signature passes integers alike on Linux x64 and arm64.
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int Control(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_decoder_ctl")]
    public static partial int Control(OpusDecoderHandle decoder, int request, int value);

    /// <summary>The library's own words for a negative result.</summary>
    public static string Describe(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";

    [LibraryImport(Library, EntryPoint = "opus_strerror")]
    private static partial nint ErrorText(int error);
}
