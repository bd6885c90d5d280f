using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Reads what a server sent. Stateless, safe from any thread; never throws on any input.</summary>
public static class ServerMessageReader
{
    /// <summary>Parses one text message (protocol.md 4.1); wrongly typed fields count as absent.</summary>
    /// <param name="utf8">The whole message. Nothing in the result refers to it.</param>
    /// <returns>The message, <see cref="ServerMessage.Unknown"/> or <see cref="ServerMessage.Malformed"/>.</returns>
    public static ServerMessage Read(ReadOnlySpan<byte> utf8)
    {
        if (!JsonText.TryParseObject(utf8, out var document, out var reason))
            return new ServerMessage.Malformed(reason);
        using (document)
        {
            var root = document!.RootElement;
            return Interpret(root) with { SessionId = root.Text("session_id") };
        }
    }

    private static ServerMessage Interpret(JsonElement root) => root.Text("type") switch
    {
        "hello" => new ServerMessage.Hello(
            root.Text("transport"), root.Number("version", 1), root.Audio(AudioParams.ServerDefault)),
        "stt" => new ServerMessage.Stt(root.Text("text")),
        "llm" => new ServerMessage.Llm(root.Text("emotion"), root.Text("text")),
        "tts" => ReadTts(root),
        "mcp" => root.TryObject("payload", out var payload)
            ? new ServerMessage.Mcp(payload.Clone())
            : new ServerMessage.Malformed("mcp without a payload object"),
        "alert" => new ServerMessage.Alert(root.Text("status"), root.Text("message"), root.Text("emotion")),
        "iot" => new ServerMessage.Iot(root.Clone()),
        "custom" => root.TryObject("payload", out var content)
            ? new ServerMessage.Custom(content.Clone())
            : new ServerMessage.Malformed("custom without a payload object"),
        "system" => new ServerMessage.System(root.Text("command")),
        "error" => new ServerMessage.Error(root.Text("message")),
        "pong" => new ServerMessage.Pong(),
        "" => new ServerMessage.Malformed("no type"),
        var type => new ServerMessage.Unknown(type),
    };

    private static ServerMessage ReadTts(JsonElement root) => root.Text("state") switch
    {
        "start" => new ServerMessage.TtsStart(),
        "sentence_start" => new ServerMessage.SentenceStart(root.Text("text")),
        "sentence_end" => new ServerMessage.SentenceEnd(root.Text("text")),
        "stop" => new ServerMessage.TtsStop(),
        _ => new ServerMessage.Unknown("tts"),
    };
}
