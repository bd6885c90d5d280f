using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>Reads the values of a payload in the order <see cref="WireWriter"/> wrote them.</summary>
/// <param name="payload">The bytes.</param>
internal ref struct WireReader(ReadOnlySpan<byte> payload)
{
    /// <summary>What was not read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = payload;

    /// <summary>One byte.</summary>
    /// <exception cref="FormatException">The payload is cut short; so for all readers.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>Four bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Eight bytes.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A point of time, as UTC ticks.</summary>
    public DateTimeOffset Time()
    {
        var ticks = Int64();
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new FormatException("A time is out of range.");
    }

    /// <summary>Text or null.</summary>
    public string? Text()
    {
        var length = Int32();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Text that is never null.</summary>
    public string RequiredText() => Text() ?? throw new FormatException("A text is missing.");

    /// <summary>Bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Int32());

    /// <summary>A value that is JSON.</summary>
    public T Json<T>(JsonSerializerOptions options)
    {
        try
        {
            // A type that the reader does not know, a number out of range, broken UTF-8: not only its own exception comes.
            return JsonSerializer.Deserialize<T>(Take(Int32()), options) ?? throw new FormatException("A value is missing.");
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("A value is not the JSON expected.", broken);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Rest.Length)
            throw new FormatException("A message is cut short.");
        var taken = Rest[..count];
        Rest = Rest[count..];
        return taken;
    }
}
