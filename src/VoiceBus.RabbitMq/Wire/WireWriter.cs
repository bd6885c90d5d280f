using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>Writes the values of a payload: little-endian numbers, UTF-8 text with its length before it.</summary>
internal static class WireWriter
{
    /// <summary>One byte.</summary>
    public static void Byte(IBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    /// <summary>Four bytes.</summary>
    public static void Int32(IBufferWriter<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(4), value);
        target.Advance(4);
    }

    /// <summary>Eight bytes.</summary>
    public static void Int64(IBufferWriter<byte> target, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(8), value);
        target.Advance(8);
    }

    /// <summary>Text or null.</summary>
    public static void Text(IBufferWriter<byte> target, string? value)
    {
        if (value is null)
        {
            Int32(target, -1);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(value);
        Int32(target, length);
        Encoding.UTF8.GetBytes(value, target.GetSpan(length));
        target.Advance(length);
    }

    /// <summary>Bytes, with their number before them.</summary>
    public static void Bytes(IBufferWriter<byte> target, ReadOnlySpan<byte> value)
    {
        Int32(target, value.Length);
        value.CopyTo(target.GetSpan(value.Length));
        target.Advance(value.Length);
    }

    /// <summary>A value as JSON, with its length before it.</summary>
    public static void Json<T>(PooledBuffer target, T value, JsonSerializerOptions options)
    {
        var start = target.Length;
        Int32(target, 0);
        using (var json = new Utf8JsonWriter(target))
            JsonSerializer.Serialize(json, value, options);
        BinaryPrimitives.WriteInt32LittleEndian(target.Span[start..], target.Length - start - 4);
    }
}
