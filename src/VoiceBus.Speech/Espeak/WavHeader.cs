using System.Buffers.Binary;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// Reads the start of a WAV stream up to its samples. Lengths are not trusted: espeak-ng writes dummies to a pipe
/// (speech.md 3.1).
/// </summary>
internal static class WavHeader
{
    private const int RiffLength = 12;
    private const int ChunkHeaderLength = 8;
    private const int LongestChunk = 4096;
    private const int FormatLength = 16;

    /// <summary>Skips to the first sample of 16-bit mono audio.</summary>
    /// <returns>The rate, Hz; null when the stream ended before its first sample.</returns>
    /// <exception cref="InvalidDataException">The stream is not 16-bit mono WAV.</exception>
    public static async Task<int?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestChunk];
        var riff = buffer.AsMemory(0, RiffLength);
        if (await stream.ReadAtLeastAsync(riff, RiffLength, throwOnEndOfStream: false, cancellationToken) == 0)
            return null;
        if (!riff.Span.StartsWith("RIFF"u8) || !riff.Span[8..].StartsWith("WAVE"u8))
            throw new InvalidDataException("not a WAV stream");
        int? rate = null;
        while (true)
        {
            var header = buffer.AsMemory(0, ChunkHeaderLength);
            await ReadAsync(stream, header, cancellationToken);
            if (header.Span.StartsWith("data"u8))
                return rate ?? throw new InvalidDataException("WAV samples without a format");
            var isFormat = header.Span.StartsWith("fmt "u8);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.Span[4..]);
            if (length > LongestChunk || (isFormat && length < FormatLength))
                throw new InvalidDataException("WAV chunk of a strange length");
            var chunk = buffer.AsMemory(0, (int)(length + (length & 1)));
            await ReadAsync(stream, chunk, cancellationToken);
            if (isFormat)
                rate = Rate(chunk.Span);
        }
    }

    private static int Rate(ReadOnlySpan<byte> format)
    {
        var channels = BinaryPrimitives.ReadInt16LittleEndian(format[2..]);
        var bits = BinaryPrimitives.ReadInt16LittleEndian(format[14..]);
        return channels == 1 && bits == 16
            ? BinaryPrimitives.ReadInt32LittleEndian(format[4..])
            : throw new InvalidDataException($"WAV with {channels} channels of {bits} bits");
    }

    private static async Task ReadAsync(Stream stream, Memory<byte> target, CancellationToken cancellationToken)
    {
        if (await stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken) < target.Length)
            throw new InvalidDataException("WAV header cut short");
    }
}
