using System.Buffers.Binary;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Follows the frames a client sends and makes a normal end (1000) of the codes that no close frame may carry (1005, 1006,
/// 1015): the framework takes them for a broken frame, and the client that means well is told it broke the protocol. Looks at
/// frame headers and close frames only, changes them where they lie, allocates nothing. Not thread-safe.
/// </summary>
internal struct ReservedCloseCodes
{
    private const int Close = 0x8;
    private const int NormalClosure = 1000;

    // The longest header: two bytes, eight of length, four of mask.
    private ulong _length;
    private uint _mask;
    private int _headerRead;
    private int _lengthBytes;
    private int _maskBytes;
    private ulong _payloadLeft;
    private byte _opcode;
    private byte _firstCodeByte;

    /// <summary>Follows the next bytes of the stream.</summary>
    /// <param name="bytes">As they arrived; changed in place.</param>
    public void Follow(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_payloadLeft == 0 || _headerRead < HeaderSize)
            {
                ReadHeader(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            var taken = (int)Math.Min((ulong)bytes.Length, _payloadLeft);
            if (_opcode == Close)
                Rewrite(bytes[..taken]);
            _payloadLeft -= (ulong)taken;
            bytes = bytes[taken..];
            if (_payloadLeft == 0)
                _headerRead = 0;
        }
    }

    private readonly int HeaderSize => _headerRead < 2 ? 2 : 2 + _lengthBytes + _maskBytes;

    private void ReadHeader(byte next)
    {
        switch (_headerRead++)
        {
            case 0:
                (_opcode, _length, _mask) = ((byte)(next & 0xf), 0, 0);
                return;
            case 1:
                _lengthBytes = (next & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 };
                _maskBytes = (next & 0x80) == 0 ? 0 : 4;
                _length = _lengthBytes == 0 ? (ulong)(next & 0x7f) : 0;
                break;
            default:
                if (_headerRead <= 2 + _lengthBytes)
                    _length = (_length << 8) | next;
                else
                    _mask = (_mask << 8) | next;
                break;
        }

        if (_headerRead < HeaderSize)
            return;
        _payloadLeft = _length;
        if (_length == 0)
            _headerRead = 0;
    }

    // The code is the payload's first two bytes, which may come apart.
    private void Rewrite(Span<byte> payload)
    {
        var at = _length - _payloadLeft;
        Span<byte> mask = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, _mask);
        for (var i = 0; i < payload.Length && at + (ulong)i < 2; i++)
        {
            if (at + (ulong)i == 0)
            {
                _firstCodeByte = (byte)(payload[i] ^ mask[0]);
                continue;
            }

            // All of them begin with the same byte as 1000 does: only the second is another.
            if (CloseCodes.IsReserved((_firstCodeByte << 8) | (payload[i] ^ mask[1])))
                payload[i] = (byte)((NormalClosure & 0xff) ^ mask[1]);
        }
    }
}
