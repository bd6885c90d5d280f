using System.Buffers;
using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Writes one message as UTF-8 with readable Chinese and emoji. Control messages only, never per audio frame.</summary>
internal static class MessageWriter
{
    private static readonly JsonWriterOptions _options = new() { Encoder = ReadableEncoder.Instance, SkipValidation = true };

    public static byte[] Write<TState>(string type, string? sessionId, TState state, Action<Utf8JsonWriter, TState> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            fields(json, state);
            if (sessionId is not null)
                json.WriteString("session_id"u8, sessionId);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteAudio(this Utf8JsonWriter json, AudioParams audio)
    {
        json.WriteStartObject("audio_params"u8);
        json.WriteString("format"u8, audio.Format);
        json.WriteNumber("sample_rate"u8, audio.SampleRate);
        json.WriteNumber("channels"u8, audio.Channels);
        json.WriteNumber("frame_duration"u8, audio.FrameDuration);
        json.WriteEndObject();
    }
}
