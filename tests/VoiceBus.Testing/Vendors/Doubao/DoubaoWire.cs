using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>The vendor's end of the binary protocol: reads what clients send in either dialect, writes what vendors answer.</summary>
internal static class DoubaoWire
{
    /// <summary>Reads a client's message.</summary>
    /// <exception cref="DoubaoRefusal">It is none.</exception>
    public static DoubaoClientMessage Read(byte[] message)
    {
        if (message.Length < 4 || message[0] != 0x11 || message[3] != 0)
            throw new DoubaoRefusal(45000001, "invalid header");
        var (type, flags) = (message[1] >> 4, message[1] & 15);
        var body = message.AsSpan(4);
        if ((flags & 1) != 0)
            Number(ref body);
        var occasion = (flags & 4) != 0 ? (int)Number(ref body) : 0;
        var id = occasion >= 100 ? Encoding.UTF8.GetString(Blob(ref body)) : null;
        var payload = Blob(ref body).ToArray();
        if (body.Length > 0)
            throw new DoubaoRefusal(45000001, "payload size mismatch");
        var (serialization, compression) = (message[2] >> 4, message[2] & 15);
        if (compression > 1)
            throw new DoubaoRefusal(45000001, "unsupported compression");
        return new DoubaoClientMessage(type, (flags & 2) != 0, occasion, id, serialization == 1, compression == 1, compression == 1 ? Unzip(payload) : payload);
    }

    /// <summary>An answer of the recognition.</summary>
    public static byte[] Answer(string json, int? sequence, bool isLast, bool gzip)
    {
        var payload = gzip ? Zip(Encoding.UTF8.GetBytes(json)) : Encoding.UTF8.GetBytes(json);
        var flags = (sequence is null ? 0 : 1) | (isLast ? 2 : 0);
        return [0x11, (byte)(0x90 | flags), (byte)(0x10 | (gzip ? 1 : 0)), 0, .. sequence is { } number ? Bytes((uint)number) : [], .. Bytes((uint)payload.Length), .. payload];
    }

    /// <summary>An event of the synthesis.</summary>
    public static byte[] Event(int number, string id, byte[] payload, bool isAudio = false)
    {
        var idBytes = Encoding.UTF8.GetBytes(id);
        return [0x11, isAudio ? (byte)0xB4 : (byte)0x94, isAudio ? (byte)0 : (byte)0x10, 0, .. Bytes((uint)number), .. Bytes((uint)idBytes.Length), .. idBytes, .. Bytes((uint)payload.Length), .. payload];
    }

    /// <summary>An error.</summary>
    public static byte[] Error(uint code, string message)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"error":"{{message}}"}""");
        return [0x11, 0xF0, 0x10, 0, .. Bytes(code), .. Bytes((uint)payload.Length), .. payload];
    }

    private static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static uint Number(ref Span<byte> body)
    {
        if (body.Length < 4)
            throw new DoubaoRefusal(45000001, "message too short");
        var number = BinaryPrimitives.ReadUInt32BigEndian(body);
        body = body[4..];
        return number;
    }

    private static Span<byte> Blob(ref Span<byte> body)
    {
        var length = (int)Number(ref body);
        if (length > body.Length)
            throw new DoubaoRefusal(45000001, "payload size mismatch");
        var blob = body[..length];
        body = body[length..];
        return blob;
    }

    private static byte[] Zip(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
            zip.Write(plain);
        return zipped.ToArray();
    }

    private static byte[] Unzip(byte[] zipped)
    {
        if (zipped.Length == 0)
            throw new DoubaoRefusal(45000001, "gzip expected");
        using var plain = new MemoryStream();
        using (var zip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress))
            zip.CopyTo(plain);
        return plain.ToArray();
    }
}

/// <summary>What a client of the binary protocol sent.</summary>
internal sealed record DoubaoClientMessage(int Type, bool IsLast, int Event, string? Id, bool IsJson, bool IsGzip, byte[] Payload);

/// <summary>The stand-in refuses what it was sent, as the vendor does: by an error message.</summary>
internal sealed class DoubaoRefusal(uint code, string message) : Exception(message)
{
    /// <summary>The vendor's code.</summary>
    public uint Code => code;
}
