using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>One JSON text message from the server as a device reads it (protocol.md 4.1). Immutable.</summary>
public abstract record ServerMessage
{
    private ServerMessage()
    {
    }

    /// <summary>The session the message belongs to, empty when absent.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The answer to the device's hello.</summary>
    /// <param name="Transport">Must be <c>websocket</c>, or the firmware ignores the hello; empty when absent.</param>
    /// <param name="Version">Not read by devices, 1 when absent.</param>
    /// <param name="Audio">What the server will send, with the defaults of protocol.md 2.2.</param>
    public sealed record Hello(string Transport, int Version, AudioParams Audio) : ServerMessage;

    /// <summary>What the user said.</summary>
    /// <param name="Text">The transcript.</param>
    public sealed record Stt(string Text) : ServerMessage;

    /// <summary>The mood of the answer.</summary>
    /// <param name="Emotion">One of the names of protocol.md 4.2.</param>
    /// <param name="Text">The matching emoji.</param>
    public sealed record Llm(string Emotion, string Text) : ServerMessage;

    /// <summary>The server starts speaking; audio before it is thrown away.</summary>
    public sealed record TtsStart : ServerMessage;

    /// <summary>The audio of a sentence follows.</summary>
    /// <param name="Text">The sentence, a subtitle.</param>
    public sealed record SentenceStart(string Text) : ServerMessage;

    /// <summary>The audio of a sentence was sent.</summary>
    /// <param name="Text">The sentence.</param>
    public sealed record SentenceEnd(string Text) : ServerMessage;

    /// <summary>The server has finished speaking.</summary>
    public sealed record TtsStop : ServerMessage;

    /// <summary>A JSON-RPC request to the device's MCP server (protocol.md 5).</summary>
    /// <param name="Payload">An object; owns its memory, so it may be kept.</param>
    public sealed record Mcp(JsonElement Payload) : ServerMessage;

    /// <summary>Something to show and ring for.</summary>
    /// <param name="Status">The status line.</param>
    /// <param name="Message">The text.</param>
    /// <param name="Emotion">The face to make.</param>
    public sealed record Alert(string Status, string Message, string Emotion) : ServerMessage;

    /// <summary>An order to the device.</summary>
    /// <param name="Command"><c>reboot</c>.</param>
    public sealed record System(string Command) : ServerMessage;

    /// <summary>Commands for the things of firmware 1.6 and older.</summary>
    /// <param name="Body">The whole message; owns its memory.</param>
    public sealed record Iot(JsonElement Body) : ServerMessage;

    /// <summary>Content for the device's own program.</summary>
    /// <param name="Payload">An object; owns its memory.</param>
    public sealed record Custom(JsonElement Payload) : ServerMessage;

    /// <summary>Something went wrong; devices log it as an unknown type, the web page shows it.</summary>
    /// <param name="Message">For people.</param>
    public sealed record Error(string Message) : ServerMessage;

    /// <summary>The answer to a ping.</summary>
    public sealed record Pong : ServerMessage;

    /// <summary>Well-formed, but of a type or tts state a device does not know.</summary>
    /// <param name="Type">The type as sent.</param>
    public sealed record Unknown(string Type) : ServerMessage;

    /// <summary>Not a usable message.</summary>
    /// <param name="Reason">One clear sentence.</param>
    public sealed record Malformed(string Reason) : ServerMessage;
}
