namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>Small pictures of every kind: complete headers, little else; and what is no picture.</summary>
internal static class Pictures
{
    /// <summary>A true JPEG of 1 by 1 pixel.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
        + "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=");

    public static byte[] Of(string kind) => kind switch
    {
        "jpeg" => Jpeg,
        "png" => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8],
        "gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0],
        "webp" => [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8, 0, 0, 0, 0],
        "bmp" => [.. "BM"u8, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
        _ => throw new ArgumentException(kind, nameof(kind)),
    };

    /// <summary>A JPEG of so many bytes.</summary>
    public static byte[] Large(int bytes)
    {
        var picture = new byte[bytes];
        Jpeg.CopyTo(picture, 0);
        return picture;
    }
}
