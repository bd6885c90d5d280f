using System.Buffers;
using System.Buffers.Binary;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>What every message begins with: the format's version, the call, and which attempt at it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Attempt">Chosen by the worker that took the call, unique over all workers; 0 before.</param>
internal readonly record struct MessageHeader(Guid Call, ulong Attempt)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 1 + 16 + 8;

    private const byte Version = 2;

    /// <summary>Writes the header.</summary>
    public void Write(IBufferWriter<byte> target)
    {
        var span = target.GetSpan(Size);
        span[0] = Version;
        Call.TryWriteBytes(span[1..]);
        BinaryPrimitives.WriteUInt64LittleEndian(span[17..], Attempt);
        target.Advance(Size);
    }

    /// <summary>Reads a header; false when these are not the bytes of a message of this version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        header = default;
        if (message.Length < Size || message[0] != Version)
            return false;
        header = new(new Guid(message[1..17]), BinaryPrimitives.ReadUInt64LittleEndian(message[17..]));
        return true;
    }
}
