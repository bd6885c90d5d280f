using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>B2 (open-xiaozhi-client; xinnan's page): a hello that says version 3, without the header, and packets that are plain Opus.</summary>
[Collection(DeviceIssues.Name)]
public sealed class B02HelloVersionTests(SharedServer shared) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(1, 3)]
    public async Task The_first_packet_tells_the_framing_and_is_answered_in_kind(int announced, int sent)
    {
        shared.Scripted.Answer = static _ => "Fine.";
        using var client = await PlainClient.ConnectAsync(new Uri(shared.Server.Socket, $"/xiaozhi/v1/?device-id=web-{announced}-{sent}"), Deadline);
        await client.GreetAsync($$$"""{"type":"hello","version":{{{announced}}},"transport":"websocket","features":{"mcp":false}}""", Deadline);
        await client.SendAsync("""{"type":"listen","state":"start","mode":"manual"}""", Deadline);
        await client.SendAsync([], Deadline); // As browsers do: it tells nothing.
        foreach (var packet in ToneMicrophone.Packets(12_000, 10))
            await client.SendAsync(Framed(packet, sent), Deadline);
        await client.SendAsync("""{"type":"listen","state":"stop"}""", Deadline);

        (await client.UntilAsync("stt", Deadline)).GetProperty("text").GetString().ShouldBe("What a day.");
        await client.UntilAsync("tts", Deadline, "stop");
        client.Binary.Count.ShouldBe(10);
        client.Binary.ShouldAllBe(packet => FramingDetector.VersionOf(packet) == sent);
        var told = await shared.ToldAsync<UtteranceHeard>(_ => true);
        told[^1].Audio.ShouldBe(TimeSpan.FromMilliseconds(600), "every packet was heard");
    }

    [Fact]
    public async Task Typed_text_before_any_packet_is_answered_with_plain_packets()
    {
        shared.Scripted.Answer = static _ => "Fine.";
        using var client = await PlainClient.ConnectAsync(shared.Server.Socket, Deadline);
        await client.GreetAsync("""{"type":"hello","version":3}""", Deadline);
        await client.SendAsync("""{"type":"listen","state":"detect","text":"hi"}""", Deadline);
        await client.UntilAsync("tts", Deadline, "stop");
        client.Binary.ShouldAllBe(static packet => FramingDetector.VersionOf(packet) == 1);
    }

    [Fact]
    public async Task Packets_that_fit_no_framing_are_one_line_and_one_count_and_the_client_is_told()
    {
        using (var client = await PlainClient.ConnectAsync(
            new Uri(shared.Server.Socket, "/?device-id=web-broken"), Deadline, static options => options.SetRequestHeader("Protocol-Version", "3")))
        {
            await client.GreetAsync("""{"type":"hello","version":3}""", Deadline);
            var session = shared.Server.Sessions.FindByDevice("web-broken").ShouldNotBeNull();
            foreach (var packet in ToneMicrophone.Packets(12_000, 50))
                await client.SendAsync(packet, Deadline);
            (await client.UntilAsync("error", Deadline)).GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("the header promises");
            await Eventually.TrueAsync(() => session.MalformedAudio == 50);
            (await shared.ToldAsync<DeviceMessageIgnored>(told => told.SessionId == session.Id)).ShouldHaveSingleItem().Times.ShouldBe(1);
            client.Dispose();
            await Eventually.TrueAsync(() => shared.Server.Sessions.FindByDevice("web-broken") is null);
            (await shared.ToldAsync<DeviceMessageIgnored>(told => told.SessionId == session.Id)).Select(static told => told.Times).ShouldBe([1, 49]);
        }
    }

    public void Dispose() => _deadline.Dispose();

    private static byte[] Framed(byte[] packet, int version)
    {
        var framed = new byte[BinaryFraming.HeaderSize(version) + packet.Length];
        BinaryFraming.WriteHeader(version, framed, packet.Length, 0);
        packet.CopyTo(framed, BinaryFraming.HeaderSize(version));
        return framed;
    }
}
