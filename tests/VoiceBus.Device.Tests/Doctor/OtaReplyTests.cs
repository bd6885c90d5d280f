using System.Text.Json;
using VoiceBus.Device.Doctor;

namespace VoiceBus.Device.Tests.Doctor;

public sealed class OtaReplyTests
{
    private const string Good = """
        {"server_time":{"timestamp":1760000000000,"timezone_offset":480},"firmware":{"version":"1.0.0","url":""},
         "websocket":{"url":"ws://192.168.1.10:8000/xiaozhi/v1/","token":"","version":1}}
        """;

    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_400);

    [Fact]
    public void A_right_answer_passes_every_check()
    {
        var reply = Read(Good);
        reply.Check(_now).ShouldAllBe(static finding => finding.Level == FindingLevel.Good);
        reply.Socket.ShouldBe(new Uri("ws://192.168.1.10:8000/xiaozhi/v1/"));
        reply.Token.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"websocket\"", "\"mqtt\":{\"endpoint\":\"x\"},\"websocket\"", "transport", "Bad")]
    [InlineData("ws://192.168.1.10:8000/", "ws://192.168.1.10/", "address", "Bad")]
    [InlineData("ws://192.168.1.10:8000/", "http://192.168.1.10:8000/", "address", "Bad")]
    [InlineData("ws://192.168.1.10:8000/", "/", "address", "Bad")]
    [InlineData("192.168.1.10", "127.0.0.1", "address", "Warning")]
    [InlineData("\"token\":\"\",", "", "settings", "Bad")]
    [InlineData(",\"version\":1}", "}", "settings", "Bad")]
    [InlineData("1.0.0", "v1.0", "firmware", "Bad")]
    [InlineData("1760000000000", "1750000000000", "clock", "Warning")]
    [InlineData("\"timestamp\"", "\"stamp\"", "clock", "Bad")]
    [InlineData("{\"server_time\"", "{\"activation\":{\"code\":\"123456\"},\"server_time\"", "activation", "Warning")]
    public void Each_fault_is_found_alone_and_comes_with_a_remedy(string right, string wrong, string check, string level)
    {
        Good.ShouldContain(right);
        var found = Read(Good.Replace(right, wrong, StringComparison.Ordinal)).Check(_now)
            .Where(static finding => finding.Level != FindingLevel.Good).ShouldHaveSingleItem();
        found.Check.ShouldBe(check);
        found.Level.ToString().ShouldBe(level);
        found.Fix.ShouldNotBeNullOrEmpty();
    }

    private static OtaReply Read(string json) => new(JsonElement.Parse(json));
}
