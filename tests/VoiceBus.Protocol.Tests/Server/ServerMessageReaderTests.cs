using System.Text;

namespace VoiceBus.Protocol.Tests.Server;

public sealed class ServerMessageReaderTests
{
    [Fact]
    public void What_the_server_writes_a_device_reads()
    {
        var audio = new AudioParams("opus", 24000, 1, 20);
        Read<ServerMessage.Hello>(ServerMessages.Hello("s1", audio))
            .ShouldBe(new ServerMessage.Hello("websocket", 1, audio) { SessionId = "s1" });
        Read<ServerMessage.Stt>(ServerMessages.Stt("s", "hi")).Text.ShouldBe("hi");
        Read<ServerMessage.Llm>(ServerMessages.Llm("s", "happy", "🙂"))
            .ShouldBe(new ServerMessage.Llm("happy", "🙂") { SessionId = "s" });
        Read<ServerMessage.TtsStart>(ServerMessages.TtsStart("s"));
        Read<ServerMessage.SentenceStart>(ServerMessages.SentenceStart("s", "One.")).Text.ShouldBe("One.");
        Read<ServerMessage.SentenceEnd>(ServerMessages.SentenceEnd("s", "One.")).Text.ShouldBe("One.");
        Read<ServerMessage.TtsStop>(ServerMessages.TtsStop("s"));
        Read<ServerMessage.Alert>(ServerMessages.Alert("s", "a", "b", "c"))
            .ShouldBe(new ServerMessage.Alert("a", "b", "c") { SessionId = "s" });
        Read<ServerMessage.System>(ServerMessages.System("s", "reboot")).Command.ShouldBe("reboot");
        Read<ServerMessage.Error>(ServerMessages.Error("s", "busy")).Message.ShouldBe("busy");
        Read<ServerMessage.Pong>(ServerMessages.Pong("s"));
        Read<ServerMessage.Mcp>(ServerMessages.Mcp("s", "{\"id\":3}"u8.ToArray()))
            .Payload.GetProperty("id").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Other_servers_habits_are_tolerated()
    {
        Read<ServerMessage.TtsStart>("""{"type":"tts","state":"start","text":"","index":0,"audio_codec":"opus"}"""u8.ToArray());
        Read<ServerMessage.Hello>("""{"type":"hello"}"""u8.ToArray()).Transport.ShouldBe("");
        Read<ServerMessage.Unknown>("""{"type":"tts","state":"pause"}"""u8.ToArray()).Type.ShouldBe("tts");
        Read<ServerMessage.Unknown>("""{"type":"server","status":"success"}"""u8.ToArray()).Type.ShouldBe("server");
        Read<ServerMessage.Malformed>(Encoding.UTF8.GetBytes("认证失败")).Reason.ShouldContain("invalid JSON");
        Read<ServerMessage.Malformed>("""{"type":"mcp"}"""u8.ToArray()).Reason.ShouldContain("payload");
    }

    private static T Read<T>(byte[] utf8) where T : ServerMessage => ServerMessageReader.Read(utf8).ShouldBeOfType<T>();
}
