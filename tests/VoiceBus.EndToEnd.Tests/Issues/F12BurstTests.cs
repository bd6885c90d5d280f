using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>F12 (D05b; py-xiaozhi on x86): what the microphone said is not lost because Wi-Fi stalled, however short its packets are.</summary>
[Collection(DeviceIssues.Name)]
public sealed class F12BurstTests(SharedServer shared) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Theory]
    [InlineData(5, 2600)]
    [InlineData(10, 2600)]
    [InlineData(20, 2640)] // The one of the report.
    [InlineData(60, 9600)]
    public async Task A_burst_of_packets_is_heard_whole(int frame, int length)
    {
        shared.Scripted.Answer = static _ => "Fine.";
        using var client = await PlainClient.ConnectAsync(new Uri(shared.Server.Socket, $"/?device-id=web-burst-{frame}"), Deadline);
        await client.GreetAsync($$$"""{"type":"hello","audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":{{{frame}}}}}""", Deadline);
        var session = shared.Server.Sessions.FindByDevice($"web-burst-{frame}").ShouldNotBeNull();
        await client.SendAsync("""{"type":"listen","state":"start","mode":"manual"}""", Deadline);
        foreach (var packet in ToneMicrophone.Packets(12_000, length / frame, 16 * frame))
            await client.SendAsync(packet, Deadline);
        await client.SendAsync("""{"type":"listen","state":"stop"}""", Deadline);
        await client.UntilAsync("stt", Deadline);

        (await shared.ToldAsync<UtteranceHeard>(told => told.SessionId == session.Id)).ShouldHaveSingleItem().Audio.ShouldBe(TimeSpan.FromMilliseconds(length));
        session.DroppedAudio.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_more_than_ten_seconds_ahead_waits_at_the_socket()
    {
        using var client = await PlainClient.ConnectAsync(new Uri(shared.Server.Socket, "/?device-id=web-flood"), Deadline);
        await client.GreetAsync("""{"type":"hello"}""", Deadline);
        var session = shared.Server.Sessions.FindByDevice("web-flood").ShouldNotBeNull();
        await client.SendAsync("""{"type":"listen","state":"start","mode":"manual"}""", Deadline);
        foreach (var packet in ToneMicrophone.Packets(12_000, 180))
            await client.SendAsync(packet, Deadline); // 10.8 s.
        await client.SendAsync("""{"type":"listen","state":"stop"}""", Deadline);
        await client.UntilAsync("stt", Deadline);

        (await shared.ToldAsync<LimitReached>(told => told.Who == "web-flood")).ShouldNotBeEmpty();
        (await shared.ToldAsync<UtteranceHeard>(told => told.SessionId == session.Id)).ShouldHaveSingleItem().Audio.ShouldBe(TimeSpan.FromMilliseconds(10_800));
        session.DroppedAudio.ShouldBe(0);
    }

    public void Dispose() => _deadline.Dispose();
}
