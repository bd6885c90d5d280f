using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>
/// Writes the messages of the server as UTF-8 JSON, field names exactly as protocol.md 2.2 and 4.1; every one carries
/// <c>session_id</c>. Stateless, safe from any thread. Control messages only: each call allocates its result.
/// </summary>
public static class ServerMessages
{
    /// <summary>The answer to a device's hello; due within 10 s (protocol.md 2.3).</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="audio">What the server will send.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Hello(string sessionId, AudioParams audio) =>
        MessageWriter.Write("hello", sessionId, audio, static (json, audio) =>
        {
            json.WriteNumber("version"u8, 1);
            json.WriteString("transport"u8, "websocket"u8);
            json.WriteAudio(audio);
        });

    /// <summary>What the user said.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The transcript.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Stt(string sessionId, string text) =>
        MessageWriter.Write("stt", sessionId, text, static (json, text) => json.WriteString("text"u8, text));

    /// <summary>The mood of the answer.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="emotion">One of the names of protocol.md 4.2.</param>
    /// <param name="text">The matching emoji.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Llm(string sessionId, string emotion, string text) =>
        MessageWriter.Write("llm", sessionId, (emotion, text), static (json, mood) =>
        {
            json.WriteString("emotion"u8, mood.emotion);
            json.WriteString("text"u8, mood.text);
        });

    /// <summary>The server starts speaking.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] TtsStart(string sessionId) => Tts(sessionId, "start", null);

    /// <summary>The audio of a sentence follows.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The subtitle.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] SentenceStart(string sessionId, string text) => Tts(sessionId, "sentence_start", text);

    /// <summary>The audio of a sentence was sent.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The sentence.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] SentenceEnd(string sessionId, string text) => Tts(sessionId, "sentence_end", text);

    /// <summary>The server has finished speaking; always owed after <see cref="TtsStart"/>.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] TtsStop(string sessionId) => Tts(sessionId, "stop", null);

    /// <summary>A JSON-RPC request to the device's MCP server.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="payload">The JSON-RPC message, UTF-8 and valid JSON.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Mcp(string sessionId, ReadOnlyMemory<byte> payload) =>
        MessageWriter.Write("mcp", sessionId, payload, static (json, payload) =>
        {
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload.Span);
        });

    /// <summary>A JSON-RPC request to the device's MCP server.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="payload">The JSON-RPC message.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Mcp(string sessionId, JsonElement payload) =>
        MessageWriter.Write("mcp", sessionId, payload, static (json, payload) =>
        {
            json.WritePropertyName("payload"u8);
            payload.WriteTo(json);
        });

    /// <summary>Something to show and ring for; the firmware wants all three as strings.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="status">The status line.</param>
    /// <param name="message">The text.</param>
    /// <param name="emotion">The face to make, a name of protocol.md 4.2.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Alert(string sessionId, string status, string message, string emotion) =>
        MessageWriter.Write("alert", sessionId, (status, message, emotion), static (json, alert) =>
        {
            json.WriteString("status"u8, alert.status);
            json.WriteString("message"u8, alert.message);
            json.WriteString("emotion"u8, alert.emotion);
        });

    /// <summary>An order to the device.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="command"><c>reboot</c>; others are only logged.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] System(string sessionId, string command) =>
        MessageWriter.Write("system", sessionId, command, static (json, command) => json.WriteString("command"u8, command));

    /// <summary>Content for the device's own program; devices built without support ignore it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="payload">A JSON object.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Custom(string sessionId, JsonElement payload) =>
        MessageWriter.Write("custom", sessionId, payload, static (json, payload) =>
        {
            json.WritePropertyName("payload"u8);
            payload.WriteTo(json);
        });

    /// <summary>A command for a thing of firmware 1.6 and older; newer firmware ignores it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="thing">The thing's name as it described itself.</param>
    /// <param name="method">One of its methods.</param>
    /// <param name="parameters">A JSON object.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Iot(string sessionId, string thing, string method, JsonElement parameters) =>
        MessageWriter.Write("iot", sessionId, (thing, method, parameters), static (json, command) =>
        {
            json.WriteStartArray("commands"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, command.thing);
            json.WriteString("method"u8, command.method);
            json.WritePropertyName("parameters"u8);
            command.parameters.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    /// <summary>Something went wrong; safe to send, as devices ignore types they do not know (protocol.md 0.1).</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="message">For people, without secrets.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Error(string sessionId, string message) =>
        MessageWriter.Write("error", sessionId, message, static (json, message) => json.WriteString("message"u8, message));

    /// <summary>The answer to a ping.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Pong(string sessionId) => MessageWriter.Write("pong", sessionId, 0, static (_, _) => { });

    private static byte[] Tts(string sessionId, string state, string? text) =>
        MessageWriter.Write("tts", sessionId, (state, text), static (json, tts) =>
        {
            json.WriteString("state"u8, tts.state);
            if (tts.text is not null)
                json.WriteString("text"u8, tts.text);
        });
}
