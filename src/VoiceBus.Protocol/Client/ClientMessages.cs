using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Writes the messages of a device as UTF-8 JSON (protocol.md 3). Stateless, safe from any thread.</summary>
public static class ClientMessages
{
    /// <summary>The first message of a connection.</summary>
    /// <param name="version">Binary framing version, 1 to 3.</param>
    /// <param name="features">What the device can do.</param>
    /// <param name="audio">What its microphone sends.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Hello(int version, DeviceFeatures features, AudioParams audio) =>
        MessageWriter.Write("hello", null, (version, features, audio), static (json, hello) =>
        {
            json.WriteNumber("version"u8, hello.version);
            WriteFeatures(json, hello.features);
            json.WriteString("transport"u8, "websocket"u8);
            json.WriteAudio(hello.audio);
        });

    /// <summary>The microphone is about to send.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <param name="mode">Who ends the utterance.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] ListenStart(string sessionId, ListenMode mode) => Listen(sessionId, "start", "mode", Name(mode));

    /// <summary>The push-to-talk key was released.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] ListenStop(string sessionId) => Listen(sessionId, "stop", null, null);

    /// <summary>A wake word or a typed text.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <param name="text">What was said or typed.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] ListenDetect(string sessionId, string text) => Listen(sessionId, "detect", "text", text);

    /// <summary>Stop speaking.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <param name="reason"><c>wake_word_detected</c>, or null for a button press.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Abort(string sessionId, string? reason) =>
        MessageWriter.Write("abort", sessionId, reason, static (json, reason) => WriteIfAny(json, "reason", reason));

    /// <summary>A JSON-RPC answer of the device's MCP server.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <param name="payload">The JSON-RPC message, valid JSON.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Mcp(string sessionId, ReadOnlyMemory<byte> payload) =>
        MessageWriter.Write("mcp", sessionId, payload, static (json, payload) =>
        {
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload.Span);
        });

    /// <summary>A typed text as a chat message.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <param name="text">What was typed.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Chat(string sessionId, string text) =>
        MessageWriter.Write("chat", sessionId, text, static (json, text) => json.WriteString("text"u8, text));

    /// <summary>A keep-alive.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Ping(string sessionId) => Bare("ping", sessionId);

    /// <summary>The device is about to hang up.</summary>
    /// <param name="sessionId">From the server's hello.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Goodbye(string sessionId) => Bare("goodbye", sessionId);

    private static byte[] Bare(string type, string sessionId) =>
        MessageWriter.Write(type, sessionId, 0, static (_, _) => { });

    private static byte[] Listen(string sessionId, string state, string? name, string? value) =>
        MessageWriter.Write("listen", sessionId, (state, name, value), static (json, listen) =>
        {
            json.WriteString("state"u8, listen.state);
            if (listen.name is not null)
                json.WriteString(listen.name, listen.value);
        });

    private static void WriteFeatures(Utf8JsonWriter json, DeviceFeatures features)
    {
        json.WriteStartObject("features"u8);
        json.WriteBoolean("mcp"u8, features.Mcp);
        // The firmware leaves aec and emoji out unless it has something to say.
        if (features.Aec)
            json.WriteBoolean("aec"u8, true);
        if (features.EchoCancelled)
            json.WriteBoolean("echo_cancelled"u8, true);
        if (features.Emoji is { } emoji)
            json.WriteBoolean("emoji"u8, emoji);
        json.WriteBoolean("glyph_push"u8, features.GlyphPush);
        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static string Name(ListenMode mode) => mode switch
    {
        ListenMode.Manual => "manual",
        ListenMode.Realtime => "realtime",
        _ => "auto",
    };
}
