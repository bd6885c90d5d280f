namespace VoiceBus.Gateway.Vision;

/// <summary>Tells pictures by their first bytes; what a client claims they are does not count. Pure.</summary>
internal static class PictureType
{
    /// <summary>The media type, or null when the bytes are no picture a model could see.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return "image/png";
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return "image/gif";
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8))
            return "image/webp";
        // "BM" alone begins many a text: its header is 26 bytes at least, and four of them are always zero.
        return bytes.Length >= 26 && bytes.StartsWith("BM"u8) && bytes[6..10].IndexOfAnyExcept((byte)0) < 0 ? "image/bmp" : null;
    }
}
