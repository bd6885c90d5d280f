using System.Buffers.Binary;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>
/// The sections of a message: kind (1 byte), length (4 bytes), payload. One message may carry many, so that audio frames
/// share it.
/// </summary>
internal static class Sections
{
    /// <summary>Bytes before a payload.</summary>
    public const int HeadSize = 5;

    /// <summary>Begins a section whose payload is written next.</summary>
    /// <returns>Where it begins, for <see cref="End"/>.</returns>
    public static int Begin(PooledBuffer target, SectionKind kind)
    {
        var start = target.Length;
        target.GetSpan(HeadSize)[0] = (byte)kind;
        target.Advance(HeadSize);
        return start;
    }

    /// <summary>Ends the section begun there.</summary>
    public static void End(PooledBuffer target, int start) =>
        BinaryPrimitives.WriteInt32LittleEndian(target.Span[(start + 1)..], target.Length - start - HeadSize);

    /// <summary>Writes a section without payload.</summary>
    public static void Write(PooledBuffer target, SectionKind kind) => End(target, Begin(target, kind));

    /// <summary>Writes a section whose payload is a number.</summary>
    public static void Write(PooledBuffer target, SectionKind kind, int number)
    {
        var start = Begin(target, kind);
        WireWriter.Int32(target, number);
        End(target, start);
    }

    /// <summary>Length of the section at the beginning of these bytes, head included.</summary>
    public static int LengthOf(ReadOnlySpan<byte> sections) => HeadSize + BinaryPrimitives.ReadInt32LittleEndian(sections[1..]);

    /// <summary>Takes the next section off the bytes; false when none is left or it is cut short.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, out SectionKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (rest.Length < HeadSize)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
        if ((uint)length > (uint)(rest.Length - HeadSize))
            return false;
        kind = (SectionKind)rest[0];
        payload = rest.Slice(HeadSize, length);
        rest = rest[(HeadSize + length)..];
        return true;
    }
}
