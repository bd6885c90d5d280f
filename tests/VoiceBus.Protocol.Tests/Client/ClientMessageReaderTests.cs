using System.Text;
using FsCheck.Xunit;

namespace VoiceBus.Protocol.Tests.Client;

public sealed class ClientMessageReaderTests
{
    [Fact]
    public void Reads_the_hello_of_the_firmware()
    {
        var hello = Read<ClientMessage.Hello>("""
            {"type":"hello","version":3,"features":{"mcp":true,"aec":true,"glyph_push":true},
             "text_font":{"bundle":"noto-v1"},"transport":"websocket",
             "audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":20}}
            """);
        hello.Version.ShouldBe(3);
        hello.Features.ShouldBe(new DeviceFeatures { Mcp = true, Aec = true, GlyphPush = true });
        hello.Audio.ShouldBe(new AudioParams("opus", 16000, 1, 20));
        hello.Transport.ShouldBe("websocket");
        hello.Audio.FrameSamples.ShouldBe(320);
    }

    [Fact]
    public void A_browsers_hello_without_audio_gets_the_defaults()
    {
        var hello = Read<ClientMessage.Hello>("""{"type":"hello","device_id":"x","features":{"emoji":false}}""");
        hello.Version.ShouldBe(1);
        hello.Audio.ShouldBe(AudioParams.DeviceDefault);
        hello.Features.Emoji.ShouldBe(false);
        hello.Features.Mcp.ShouldBeFalse();
        hello.Transport.ShouldBe("websocket");
    }

    [Theory]
    [InlineData("""{"type":"hello","version":"2","audio_params":"opus","features":[true],"transport":7}""")]
    [InlineData("""{"type":"hello","version":1.5,"audio_params":{"format":1,"sample_rate":"16000","channels":null,"frame_duration":-20},"features":{"mcp":"yes","aec":1}}""")]
    [InlineData("""{"type":"hello","version":99999999999,"audio_params":{"sample_rate":0,"frame_duration":{}}}""")]
    public void Wrongly_typed_hello_fields_become_defaults(string json)
    {
        var hello = Read<ClientMessage.Hello>(json);
        hello.Version.ShouldBe(1);
        hello.Audio.ShouldBe(AudioParams.DeviceDefault);
        hello.Features.ShouldBe(DeviceFeatures.None);
        hello.Transport.ShouldBe("websocket");
    }

    [Theory]
    [InlineData("\"auto\"", ListenMode.Auto)]
    [InlineData("\"manual\"", ListenMode.Manual)]
    [InlineData("\"realtime\"", ListenMode.Realtime)]
    [InlineData("\"telepathic\"", ListenMode.Auto)]
    [InlineData("3", ListenMode.Auto)]
    public void Reads_the_listen_mode(string mode, ListenMode expected) =>
        Read<ClientMessage.ListenStart>($$"""{"type":"listen","state":"start","mode":{{mode}}}""").Mode.ShouldBe(expected);

    [Fact]
    public void Reads_listen_stop_and_detect()
    {
        Read<ClientMessage.ListenStop>("""{"type":"listen","state":"stop","session_id":"s1"}""").SessionId.ShouldBe("s1");
        Read<ClientMessage.ListenDetect>("""{"type":"listen","state":"detect","text":" 你好小智 "}""").Text.ShouldBe("你好小智");
    }

    [Fact]
    public void Reads_abort_with_and_without_reason()
    {
        Read<ClientMessage.Abort>("""{"type":"abort","reason":"wake_word_detected"}""").Reason.ShouldBe("wake_word_detected");
        Read<ClientMessage.Abort>("""{"type":"abort"}""").Reason.ShouldBe("");
    }

    [Fact]
    public void An_mcp_payload_outlives_the_message()
    {
        var bytes = """{"type":"mcp","payload":{"jsonrpc":"2.0","id":7,"result":{"ok":"你"}}}"""u8.ToArray();
        var mcp = ClientMessageReader.Read(bytes).ShouldBeOfType<ClientMessage.Mcp>();
        Array.Clear(bytes);
        mcp.Payload.GetProperty("id").GetInt32().ShouldBe(7);
        mcp.Payload.GetProperty("result").GetProperty("ok").GetString().ShouldBe("你");
    }

    [Fact]
    public void Reads_the_rest_of_the_catalogue()
    {
        Read<ClientMessage.TextChat>("""{"type":"chat","text":"hi"}""").Text.ShouldBe("hi");
        Read<ClientMessage.Iot>("""{"type":"iot","update":true,"states":[1]}""")
            .Body.GetProperty("states").GetArrayLength().ShouldBe(1);
        Read<ClientMessage.Ping>("""{"type":"ping"}""");
        Read<ClientMessage.Goodbye>("""{"type":"goodbye","session_id":""}""").SessionId.ShouldBe("");
        Read<ClientMessage.Unknown>("""{"type":"vision"}""").Type.ShouldBe("vision");
    }

    [Theory]
    [InlineData("", "invalid JSON")]
    [InlineData("{", "invalid JSON")]
    [InlineData("{\"type\":\"ping\"} x", "invalid JSON")]
    [InlineData("""{"type":"abort","reason":"say "hi""}""", "invalid JSON")]
    [InlineData("42", "a number")]
    [InlineData("[1]", "an array")]
    [InlineData("\"hello\"", "a string")]
    [InlineData("null", "null")]
    [InlineData("true", "a boolean")]
    [InlineData("{}", "no type")]
    [InlineData("""{"type":5}""", "no type")]
    [InlineData("""{"type":"listen","state":"jump"}""", "state")]
    [InlineData("""{"type":"listen"}""", "state")]
    [InlineData("""{"type":"listen","state":"detect","text":"  "}""", "detect without text")]
    [InlineData("""{"type":"listen","state":"detect"}""", "detect without text")]
    [InlineData("""{"type":"chat","text":1}""", "chat without text")]
    [InlineData("""{"type":"mcp","payload":"{}"}""", "payload")]
    [InlineData("""{"type":"abort","reason":"\ud83d"}""", "Unicode")]
    public void What_cannot_be_used_is_malformed_with_a_reason(string json, string reason) =>
        Read<ClientMessage.Malformed>(json).Reason.ShouldContain(reason);

    [Fact]
    public void Broken_utf8_and_endless_nesting_are_malformed()
    {
        ClientMessageReader.Read([.. "{\"type\":\"chat\",\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8])
            .ShouldBeOfType<ClientMessage.Malformed>();
        ClientMessageReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)))
            .ShouldBeOfType<ClientMessage.Malformed>();
    }

    [Property(MaxTest = 500)]
    public bool Random_bytes_never_throw(byte[] bytes) =>
        ClientMessageReader.Read(bytes) is not null && ServerMessageReader.Read(bytes) is not null;

    [Property(MaxTest = 500)]
    public bool A_damaged_message_never_throws(byte where, byte what, bool cut)
    {
        var bytes = ClientMessages.Hello(2, new DeviceFeatures { Mcp = true, Emoji = true }, AudioParams.DeviceDefault);
        bytes[where % bytes.Length] = what;
        return ClientMessageReader.Read(cut ? bytes[..(where % bytes.Length)] : bytes) is not null;
    }

    private static T Read<T>(string json) where T : ClientMessage =>
        ClientMessageReader.Read(Encoding.UTF8.GetBytes(json)).ShouldBeOfType<T>();
}
