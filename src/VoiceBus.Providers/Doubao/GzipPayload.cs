using System.IO.Compression;

namespace VoiceBus.Providers.Doubao;

/// <summary>Payloads that are compressed.</summary>
internal static class GzipPayload
{
    /// <summary>Unpacks one.</summary>
    /// <param name="packed">The gzip.</param>
    /// <param name="maxBytes">The most it may become.</param>
    /// <exception cref="InvalidDataException">It is no gzip, or becomes more.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, int maxBytes)
    {
        using var input = new MemoryStream(packed.ToArray(), writable: false);
        using var plain = new GZipStream(input, CompressionMode.Decompress);
        var bytes = new byte[Math.Min(maxBytes, Math.Max(1024, packed.Length * 4))];
        var length = 0;
        int read;
        while ((read = plain.Read(bytes, length, bytes.Length - length)) > 0)
        {
            length += read;
            if (length < bytes.Length)
                continue;
            if (length >= maxBytes)
                throw new InvalidDataException($"a payload of more than {maxBytes} bytes");
            Array.Resize(ref bytes, Math.Min(maxBytes, 2 * bytes.Length));
        }

        return bytes.AsMemory(0, length);
    }
}
