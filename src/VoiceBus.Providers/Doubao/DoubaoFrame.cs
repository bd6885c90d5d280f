using System.Buffers.Binary;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// One message of the speech services' binary protocol: four bytes of header, then by its flags a sequence number and an event, then
/// lengths with what they measure, all big-endian (Volcengine documents 1354869 and 1329505). What is read lies in the message that
/// was read.
/// </summary>
internal readonly struct DoubaoFrame
{
    /// <summary>What the message is.</summary>
    public DoubaoMessageType Type { get; private init; }

    /// <summary>Whether it is the last of its kind: a flag; what sign a sequence number has says nothing.</summary>
    public bool IsLast { get; private init; }

    /// <summary>Which event it tells of; 0: of none.</summary>
    public int Event { get; private init; }

    /// <summary>The code of an error; 0 in any other message.</summary>
    public uint Code { get; private init; }

    /// <summary>Whether the payload is gzip; each message says it for itself.</summary>
    public bool IsGzip { get; private init; }

    /// <summary>The session or connection an event belongs to; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Id { get; private init; }

    /// <summary>JSON, audio or text, as it was sent.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>Reads a message.</summary>
    /// <returns>False when it is none of this protocol.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> message, out DoubaoFrame frame)
    {
        frame = default;
        var span = message.Span;
        if (span.Length < 4 || (span[0] & 0x0F) is 0 || (span[0] & 0x0F) * 4 > span.Length)
            return false;
        var body = message[((span[0] & 0x0F) * 4)..];
        var (type, flags) = ((DoubaoMessageType)(span[1] >> 4), (DoubaoFlags)(span[1] & 0x0F));
        // Some servers flag a sequence number and send none, or the other way round: the lengths tell.
        if (!TryRead(body, type, flags, out frame) && !TryRead(body, type, flags ^ DoubaoFlags.Sequence, out frame))
            return false;
        frame = frame with { Type = type, IsLast = (flags & DoubaoFlags.Last) != 0, IsGzip = (span[2] & 0x0F) == 1 };
        return true;
    }

    private static bool TryRead(ReadOnlyMemory<byte> body, DoubaoMessageType type, DoubaoFlags flags, out DoubaoFrame frame)
    {
        frame = default;
        if ((flags & DoubaoFlags.Sequence) != 0 && !TryNumber(ref body, out _))
            return false;
        if ((flags & DoubaoFlags.Event) != 0)
            return TryReadEvent(body, out frame);
        uint code = 0;
        if (type == DoubaoMessageType.Error && !TryNumber(ref body, out code))
            return false;
        if (!TryBlob(ref body, out var payload) || !body.IsEmpty)
            return false;
        frame = new DoubaoFrame { Code = code, Payload = payload };
        return true;
    }

    // An id and a payload, or a payload alone; what ends a connection (52), and what is new, may have any other layout.
    private static bool TryReadEvent(ReadOnlyMemory<byte> body, out DoubaoFrame frame)
    {
        frame = default;
        if (!TryNumber(ref body, out var number))
            return false;
        frame = new DoubaoFrame { Event = (int)number };
        if (!TryBlob(ref body, out var first))
            return true;
        frame = body.IsEmpty || !TryBlob(ref body, out var second)
            ? frame with { Payload = first }
            : frame with { Id = first, Payload = second };
        return true;
    }

    private static bool TryNumber(ref ReadOnlyMemory<byte> body, out uint number)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(body.Span, out number))
            return false;
        body = body[4..];
        return true;
    }

    private static bool TryBlob(ref ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> blob)
    {
        blob = default;
        if (!TryNumber(ref body, out var length) || length > (uint)body.Length)
            return false;
        blob = body[..(int)length];
        body = body[(int)length..];
        return true;
    }
}
