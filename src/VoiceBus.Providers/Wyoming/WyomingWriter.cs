using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Wyoming;

/// <summary>
/// Writes events into one buffer, used again for each: the bytes are valid until the next one is written. Data stand after the line,
/// as the protocol's own library writes them. Not thread-safe.
/// </summary>
internal sealed class WyomingWriter
{

    private readonly ArrayBufferWriter<byte> _event = new(4096);
    private readonly ArrayBufferWriter<byte> _data = new(256);

    /// <summary>An event without payload.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="data">Writes the members of its data; null: it has none.</param>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> type, Action<Utf8JsonWriter>? data = null)
    {
        _data.ResetWrittenCount();
        if (data is not null)
        {
            using var json = new Utf8JsonWriter(_data, JsonText.ReadableWriter);
            json.WriteStartObject();
            data(json);
            json.WriteEndObject();
        }

        Begin(type, _data.WrittenCount, 0);
        _event.Write(_data.WrittenSpan);
        return _event.WrittenMemory;
    }

    /// <summary>16 kHz mono audio. Nothing is allocated.</summary>
    public ReadOnlyMemory<byte> WriteAudio(ReadOnlySpan<byte> samples)
    {
        var format = """{"rate":16000,"width":2,"channels":1}"""u8;
        Begin("audio-chunk"u8, format.Length, samples.Length);
        _event.Write(format);
        _event.Write(samples);
        return _event.WrittenMemory;
    }

    private void Begin(ReadOnlySpan<byte> type, int data, int payload)
    {
        _event.ResetWrittenCount();
        _event.Write("{\"type\":\""u8);
        _event.Write(type);
        _event.Write("\",\"version\":\"1.8.0\""u8);
        Length(",\"data_length\":"u8, data);
        Length(",\"payload_length\":"u8, payload);
        _event.Write("}\n"u8);
    }

    private void Length(ReadOnlySpan<byte> name, int length)
    {
        if (length == 0)
            return;
        _event.Write(name);
        Utf8Formatter.TryFormat(length, _event.GetSpan(16), out var written);
        _event.Advance(written);
    }
}
