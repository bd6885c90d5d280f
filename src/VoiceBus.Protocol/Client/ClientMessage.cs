using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>One JSON text message from a device (protocol.md 3). Immutable, produced by <see cref="ClientMessageReader"/>.</summary>
public abstract record ClientMessage
{
    private ClientMessage()
    {
    }

    /// <summary>What the device called its session, empty when absent. Never validate it: some clients always send <c>""</c>.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The first message of a connection (protocol.md 2.1).</summary>
    /// <param name="Version">Binary framing version, 1 when absent. May be outside 1..3: check <see cref="BinaryFraming.IsSupported"/>.</param>
    /// <param name="Features">What the device can do.</param>
    /// <param name="Audio">What its microphone sends, with the defaults of protocol.md 2.1 for absent or wrongly typed fields.</param>
    /// <param name="Transport"><c>websocket</c> when absent.</param>
    public sealed record Hello(int Version, DeviceFeatures Features, AudioParams Audio, string Transport) : ClientMessage;

    /// <summary>The microphone is about to send.</summary>
    /// <param name="Mode">Who ends the utterance; an unknown word counts as <see cref="ListenMode.Auto"/>.</param>
    public sealed record ListenStart(ListenMode Mode) : ClientMessage;

    /// <summary>The push-to-talk key was released.</summary>
    public sealed record ListenStop : ClientMessage;

    /// <summary>A wake word was heard on the device, or the user typed a text.</summary>
    /// <param name="Text">Never empty: a detect without text is <see cref="Malformed"/>, as the reference server treats it as an error.</param>
    public sealed record ListenDetect(string Text) : ClientMessage;

    /// <summary>Stop speaking now.</summary>
    /// <param name="Reason"><c>wake_word_detected</c>, or empty for a button press.</param>
    public sealed record Abort(string Reason) : ClientMessage;

    /// <summary>A JSON-RPC message of the device's MCP server (protocol.md 5).</summary>
    /// <param name="Payload">An object; owns its memory, so it may be kept.</param>
    public sealed record Mcp(JsonElement Payload) : ClientMessage;

    /// <summary>Descriptors or states of firmware 1.6 and older.</summary>
    /// <param name="Body">The whole message; owns its memory.</param>
    public sealed record Iot(JsonElement Body) : ClientMessage;

    /// <summary>A typed text as <c>{"type":"chat","text":"..."}</c>.</summary>
    /// <param name="Text">Never empty.</param>
    public sealed record TextChat(string Text) : ClientMessage;

    /// <summary>A keep-alive of third-party clients, to be answered with <see cref="ServerMessages.Pong"/>.</summary>
    public sealed record Ping : ClientMessage;

    /// <summary>The device is about to hang up.</summary>
    public sealed record Goodbye : ClientMessage;

    /// <summary>Well-formed, but of a type this server has no use for: log it and keep the connection.</summary>
    /// <param name="Type">The type as sent.</param>
    public sealed record Unknown(string Type) : ClientMessage;

    /// <summary>Not a usable message: log it and keep the connection (protocol.md 3: devices do send broken JSON).</summary>
    /// <param name="Reason">One clear sentence that quotes nothing the user said.</param>
    public sealed record Malformed(string Reason) : ClientMessage;
}
