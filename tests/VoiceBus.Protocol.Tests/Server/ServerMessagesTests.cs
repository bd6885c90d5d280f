using System.Text;
using System.Text.Json;
using FsCheck.Xunit;

namespace VoiceBus.Protocol.Tests.Server;

public sealed class ServerMessagesTests
{
    [Fact]
    public void The_hello_has_what_the_firmware_needs() =>
        Text(ServerMessages.Hello("s1", AudioParams.ServerDefault)).ShouldBe(
            """{"type":"hello","version":1,"transport":"websocket","audio_params":{"format":"opus","sample_rate":24000,"channels":1,"frame_duration":60},"session_id":"s1"}""");

    [Fact]
    public void Field_names_are_those_of_the_catalogue()
    {
        Text(ServerMessages.Stt("s", "你好")).ShouldBe("""{"type":"stt","text":"你好","session_id":"s"}""");
        Text(ServerMessages.Llm("s", "happy", "🙂")).ShouldBe("""{"type":"llm","emotion":"happy","text":"🙂","session_id":"s"}""");
        Text(ServerMessages.TtsStart("s")).ShouldBe("""{"type":"tts","state":"start","session_id":"s"}""");
        Text(ServerMessages.SentenceStart("s", "a\"b\\c\n")).ShouldBe(
            """{"type":"tts","state":"sentence_start","text":"a\"b\\c\n","session_id":"s"}""");
        Text(ServerMessages.SentenceEnd("s", "x")).ShouldBe("""{"type":"tts","state":"sentence_end","text":"x","session_id":"s"}""");
        Text(ServerMessages.TtsStop("s")).ShouldBe("""{"type":"tts","state":"stop","session_id":"s"}""");
        Text(ServerMessages.Alert("s", "Warning", "battery <10 %", "sad")).ShouldBe(
            """{"type":"alert","status":"Warning","message":"battery <10 %","emotion":"sad","session_id":"s"}""");
        Text(ServerMessages.System("s", "reboot")).ShouldBe("""{"type":"system","command":"reboot","session_id":"s"}""");
        Text(ServerMessages.Error("s", "busy")).ShouldBe("""{"type":"error","message":"busy","session_id":"s"}""");
        Text(ServerMessages.Pong("s")).ShouldBe("""{"type":"pong","session_id":"s"}""");
    }

    [Fact]
    public void Mcp_carries_the_payload_as_it_is()
    {
        var payload = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
        var expected = $$"""{"type":"mcp","payload":{{payload}},"session_id":"s"}""";
        Text(ServerMessages.Mcp("s", Encoding.UTF8.GetBytes(payload))).ShouldBe(expected);
        using var document = JsonDocument.Parse(payload);
        Text(ServerMessages.Mcp("s", document.RootElement)).ShouldBe(expected);
    }

    [Fact]
    public void A_lone_surrogate_from_a_model_does_not_break_the_message() =>
        ServerMessageReader.Read(ServerMessages.Stt("s", "a\ud83d b\udc00")).ShouldBeOfType<ServerMessage.Stt>()
            .Text.ShouldBe("a\ufffd b\ufffd");

    [Property(MaxTest = 300)]
    public bool Any_text_survives_the_way_to_the_device(string text)
    {
        var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        return ServerMessageReader.Read(ServerMessages.SentenceStart("s", clean)) is ServerMessage.SentenceStart read
            && read.Text == clean && read.SessionId == "s";
    }

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
