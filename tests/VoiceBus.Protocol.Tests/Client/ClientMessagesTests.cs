using System.Text;

namespace VoiceBus.Protocol.Tests.Client;

public sealed class ClientMessagesTests
{
    [Fact]
    public void The_hello_is_the_firmwares()
    {
        Text(ClientMessages.Hello(1, new DeviceFeatures { Mcp = true }, AudioParams.DeviceDefault)).ShouldBe(
            """{"type":"hello","version":1,"features":{"mcp":true,"glyph_push":false},"transport":"websocket","audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":60}}""");
    }

    [Fact]
    public void What_a_device_writes_the_server_reads()
    {
        var features = new DeviceFeatures { Mcp = true, Aec = true, GlyphPush = true, Emoji = false };
        var audio = new AudioParams("pcm", 24000, 2, 20);
        Roundtrip<ClientMessage.Hello>(ClientMessages.Hello(3, features, audio))
            .ShouldBe(new ClientMessage.Hello(3, features, audio, "websocket"));
        foreach (var mode in Enum.GetValues<ListenMode>())
            Roundtrip<ClientMessage.ListenStart>(ClientMessages.ListenStart("s", mode)).Mode.ShouldBe(mode);
        Roundtrip<ClientMessage.ListenStop>(ClientMessages.ListenStop("s")).SessionId.ShouldBe("s");
        Roundtrip<ClientMessage.ListenDetect>(ClientMessages.ListenDetect("s", "\"你好\" 🙂\n")).Text.ShouldBe("\"你好\" 🙂");
        Roundtrip<ClientMessage.Abort>(ClientMessages.Abort("s", null)).Reason.ShouldBe("");
        Roundtrip<ClientMessage.Abort>(ClientMessages.Abort("s", "wake_word_detected")).Reason.ShouldBe("wake_word_detected");
        Roundtrip<ClientMessage.TextChat>(ClientMessages.Chat("s", "hi")).Text.ShouldBe("hi");
        Roundtrip<ClientMessage.Ping>(ClientMessages.Ping("s"));
        Roundtrip<ClientMessage.Goodbye>(ClientMessages.Goodbye("s"));
        Roundtrip<ClientMessage.Mcp>(ClientMessages.Mcp("s", "{\"id\":1}"u8.ToArray()))
            .Payload.GetProperty("id").GetInt32().ShouldBe(1);
    }

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static T Roundtrip<T>(byte[] utf8) where T : ClientMessage =>
        ClientMessageReader.Read(utf8).ShouldBeOfType<T>();
}
