using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace VoiceBus.Providers.Qwen;

/// <summary>
/// Writes events to the realtime services, one after the other into the same buffer, each with an id of its own; nothing is allocated for
/// audio once the buffer is large enough. Not thread-safe.
/// </summary>
internal sealed class QwenEventWriter : IDisposable
{
    // An id must not occur twice on a connection, which may see several writers.
    private static long _count;

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public QwenEventWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>An event without content.</summary>
    /// <returns>Valid until the next is written.</returns>
    public ReadOnlyMemory<byte> Plain(ReadOnlySpan<byte> type)
    {
        Begin(type);
        return End();
    }

    /// <summary>Audio to recognise.</summary>
    /// <returns>Valid until the next is written.</returns>
    public ReadOnlyMemory<byte> Audio(ReadOnlySpan<byte> pcm)
    {
        Begin("input_audio_buffer.append"u8);
        _json.WriteBase64String("audio"u8, pcm);
        return End();
    }

    /// <summary>Text to speak.</summary>
    /// <returns>Valid until the next is written.</returns>
    public ReadOnlyMemory<byte> Text(string text)
    {
        Begin("input_text_buffer.append"u8);
        _json.WriteString("text"u8, text);
        return End();
    }

    /// <summary>How a session is to be.</summary>
    /// <param name="session">Its settings, as JSON.</param>
    /// <returns>Valid until the next is written.</returns>
    public ReadOnlyMemory<byte> Update(string session)
    {
        Begin("session.update"u8);
        _json.WritePropertyName("session"u8);
        _json.WriteRawValue(session);
        return End();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Begin(ReadOnlySpan<byte> type)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        Span<byte> id = stackalloc byte[32];
        "event_"u8.CopyTo(id);
        Utf8Formatter.TryFormat(Interlocked.Increment(ref _count), id[6..], out var digits);
        _json.WriteString("event_id"u8, id[..(6 + digits)]);
        _json.WriteString("type"u8, type);
    }

    private ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }
}
