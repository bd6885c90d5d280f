using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Writes messages of the speech services' binary protocol, one after the other into the same buffer. Without gzip it allocates
/// nothing per message once the buffer is large enough. Not thread-safe.
/// </summary>
/// <param name="gzip">Whether payloads are compressed.</param>
internal sealed class DoubaoWriter(bool gzip)
{
    private const byte Version1Header4 = 0x11;
    private const byte Json = 0x10;
    private const byte Gzip = 0x01;

    private readonly ArrayBufferWriter<byte> _message = new(8 * 1024);
    private readonly MemoryStream _zipped = new();

    /// <summary>The parameters of an utterance: the first message of a recognition.</summary>
    /// <returns>Valid until the next message is written.</returns>
    public ReadOnlyMemory<byte> Request(ReadOnlySpan<byte> json) => Write(DoubaoMessageType.Request, DoubaoFlags.None, Json, json);

    /// <summary>A packet of audio.</summary>
    /// <param name="pcm">16-bit little-endian samples; the last packet may have none.</param>
    /// <param name="isLast">Whether the utterance ends with it.</param>
    /// <returns>Valid until the next message is written.</returns>
    public ReadOnlyMemory<byte> Audio(ReadOnlySpan<byte> pcm, bool isLast) =>
        Write(DoubaoMessageType.Audio, isLast ? DoubaoFlags.Last : DoubaoFlags.None, 0, pcm);

    /// <summary>An event of a connection or a session of the synthesis; never compressed.</summary>
    /// <param name="number">Which.</param>
    /// <param name="session">The session's id; null for an event of the connection.</param>
    /// <param name="json">What goes with it.</param>
    /// <returns>Valid until the next message is written.</returns>
    public ReadOnlyMemory<byte> Event(int number, string? session, ReadOnlySpan<byte> json)
    {
        Begin(DoubaoMessageType.Request, DoubaoFlags.Event, Json);
        Number((uint)number);
        if (session is not null)
        {
            Number((uint)Encoding.UTF8.GetByteCount(session));
            Encoding.UTF8.GetBytes(session, _message);
        }
        Blob(json);
        return _message.WrittenMemory;
    }

    private ReadOnlyMemory<byte> Write(DoubaoMessageType type, DoubaoFlags flags, byte serialization, ReadOnlySpan<byte> payload)
    {
        Begin(type, flags, (byte)(serialization | (gzip ? Gzip : 0)));
        Blob(gzip ? Zip(payload) : payload);
        return _message.WrittenMemory;
    }

    private void Begin(DoubaoMessageType type, DoubaoFlags flags, byte coding)
    {
        _message.ResetWrittenCount();
        _message.Write<byte>([Version1Header4, (byte)(((byte)type << 4) | (byte)flags), coding, 0]);
    }

    private void Number(uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_message.GetSpan(4), number);
        _message.Advance(4);
    }

    private void Blob(ReadOnlySpan<byte> blob)
    {
        Number((uint)blob.Length);
        _message.Write(blob);
    }

    private ReadOnlySpan<byte> Zip(ReadOnlySpan<byte> plain)
    {
        _zipped.SetLength(0);
        using (var zip = new GZipStream(_zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(plain);
        // Of nothing the stream makes nothing, and the vendor wants gzip.
        if (_zipped.Length == 0)
            _zipped.Write(EmptyGzip);
        return _zipped.GetBuffer().AsSpan(0, (int)_zipped.Length);
    }

    private static ReadOnlySpan<byte> EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
