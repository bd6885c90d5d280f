using System.Text.Json;

namespace VoiceBus.Protocol;

/// <summary>Reads what a device sent. Stateless, safe from any thread; never throws on any input.</summary>
public static class ClientMessageReader
{
    /// <summary>Parses one text message (protocol.md 3); wrongly typed fields count as absent.</summary>
    /// <param name="utf8">The whole message. Nothing in the result refers to it.</param>
    /// <returns>
    /// The message; <see cref="ClientMessage.Unknown"/> for a type that is not ours, and
    /// <see cref="ClientMessage.Malformed"/> for broken JSON, anything but an object, a missing type,
    /// an unknown listen state, or a detect, chat or mcp without its content.
    /// </returns>
    public static ClientMessage Read(ReadOnlySpan<byte> utf8)
    {
        if (!JsonText.TryParseObject(utf8, out var document, out var reason))
            return BrokenMcpError.TryRead(utf8) ?? new ClientMessage.Malformed(reason);
        using (document)
        {
            var root = document!.RootElement;
            return Interpret(root) with { SessionId = root.Text("session_id") };
        }
    }

    private static ClientMessage Interpret(JsonElement root) => root.Text("type") switch
    {
        "hello" => ReadHello(root),
        "listen" => ReadListen(root),
        "abort" => new ClientMessage.Abort(root.Text("reason")),
        "mcp" => root.TryObject("payload", out var payload)
            ? new ClientMessage.Mcp(payload.Clone())
            : new ClientMessage.Malformed("mcp without a payload object"),
        "iot" => new ClientMessage.Iot(root.Clone()),
        "chat" => WithText(root, "chat", text => new ClientMessage.TextChat(text)),
        "ping" => new ClientMessage.Ping(),
        "goodbye" => new ClientMessage.Goodbye(),
        "" => new ClientMessage.Malformed("no type"),
        var type => new ClientMessage.Unknown(type),
    };

    private static ClientMessage.Hello ReadHello(JsonElement root)
    {
        var features = root.TryObject("features", out var announced)
            ? new DeviceFeatures
            {
                Mcp = announced.Flag("mcp") ?? false,
                Aec = announced.Flag("aec") ?? false,
                EchoCancelled = announced.Flag("echo_cancelled") ?? false,
                GlyphPush = announced.Flag("glyph_push") ?? false,
                Emoji = announced.Flag("emoji"),
            }
            : DeviceFeatures.None;
        return new ClientMessage.Hello(
            root.Number("version", 1), features, root.Audio(AudioParams.DeviceDefault), root.Text("transport", "websocket"));
    }

    private static ClientMessage ReadListen(JsonElement root) => root.Text("state") switch
    {
        "start" => new ClientMessage.ListenStart(ReadMode(root.Text("mode"))),
        "stop" => new ClientMessage.ListenStop(),
        "detect" => WithText(root, "listen detect", text => new ClientMessage.ListenDetect(text)),
        _ => new ClientMessage.Malformed("listen with an unknown state"),
    };

    private static ListenMode ReadMode(string mode) => mode switch
    {
        "manual" => ListenMode.Manual,
        "realtime" => ListenMode.Realtime,
        _ => ListenMode.Auto,
    };

    private static ClientMessage WithText(JsonElement root, string what, Func<string, ClientMessage> create)
    {
        var text = root.Text("text").Trim();
        return text.Length > 0 ? create(text) : new ClientMessage.Malformed($"{what} without text");
    }
}
