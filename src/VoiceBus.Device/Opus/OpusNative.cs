using System.Runtime.InteropServices;

namespace VoiceBus.Device.Opus;

/// <summary>The few functions of libopus 1.3 a device needs (opus.h). Handles are not thread-safe.</summary>
internal static partial class OpusNative
{
    private const string Library = "libopus.so.0";

    public const int ApplicationVoip = 2048;
    public const int ApplicationAudio = 2049;
    public const int SetBitrate = 4002;
    public const int SetComplexity = 4010;
    public const int SetDtx = 4016;

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    public static partial OpusEncoderHandle EncoderCreate(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    public static partial void EncoderDestroy(IntPtr encoder);

    // Variadic in C; a fixed int is passed the same way on Linux x64 and arm64.
    [LibraryImport(Library, EntryPoint = "opus_encoder_ctl")]
    public static partial int EncoderControl(OpusEncoderHandle encoder, int request, int value);

    [LibraryImport(Library, EntryPoint = "opus_encode")]
    public static partial int Encode(
        OpusEncoderHandle encoder, ReadOnlySpan<short> pcm, int frameSamples, Span<byte> packet, int packetCapacity);

    [LibraryImport(Library, EntryPoint = "opus_decoder_create")]
    public static partial OpusDecoderHandle DecoderCreate(int sampleRate, int channels, out int error);

    [LibraryImport(Library, EntryPoint = "opus_decoder_destroy")]
    public static partial void DecoderDestroy(IntPtr decoder);

    [LibraryImport(Library, EntryPoint = "opus_decode")]
    public static partial int Decode(
        OpusDecoderHandle decoder, ReadOnlySpan<byte> packet, int length, Span<short> pcm, int frameSamples, int fec);

    [LibraryImport(Library, EntryPoint = "opus_strerror")]
    private static partial IntPtr ErrorText(int error);

    /// <summary>The library's own words for a negative result.</summary>
    public static string Describe(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";
}
