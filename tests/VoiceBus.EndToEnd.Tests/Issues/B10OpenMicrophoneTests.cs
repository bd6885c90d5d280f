using System.Net.Http.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>B10 (xinnan's page): a client that cancels the echo itself may be heard while the reply plays, and no other.</summary>
[Collection(DeviceIssues.Name)]
public sealed class B10OpenMicrophoneTests(SharedServer shared) : IDisposable
{
    private const string Long = "One long sentence.";
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Theory]
    [InlineData("""{"echo_cancelled":true}""", null, true)]
    [InlineData("""{"aec":true}""", null, false)] // The firmware asks the server to cancel the echo.
    [InlineData("{}", null, false)]
    [InlineData("{}", true, true)]
    [InlineData("""{"echo_cancelled":true}""", false, false)] // The operator knows better.
    public async Task Who_cancels_the_echo_is_heard_while_the_reply_plays(string features, bool? setting, bool heard)
    {
        var id = $"web-open-{Guid.NewGuid():N}";
        var address = new Uri(shared.Server.Socket, $"/?device-id={id}");
        if (setting is { } listens)
            await SetAsync(address, id, listens);
        shared.Scripted.Answer = static _ => Long;
        using var client = await PlainClient.ConnectAsync(address, Deadline);
        await client.GreetAsync($$"""{"type":"hello","features":{{features}}}""", Deadline);
        await client.SendAsync("""{"type":"listen","state":"start","mode":"auto"}""", Deadline);
        await client.SendAsync("""{"type":"listen","state":"detect","text":"tell me"}""", Deadline);
        await client.UntilAsync("tts", Deadline, "sentence_start");
        while (client.Binary.Count == 0)
            await client.ReadAsync(Deadline);
        foreach (var packet in ToneMicrophone.Packets(12_000, 15))
            await client.SendAsync(packet, Deadline);
        await client.UntilAsync("tts", Deadline, "stop");
        (client.Binary.Count < 10).ShouldBe(heard, $"{client.Binary.Count} packets were played");
        if (!heard)
            return;

        // As browsers do after tts stop; the word they are in the middle of is not cut.
        await client.SendAsync("""{"type":"listen","state":"start","mode":"auto"}""", Deadline);
        foreach (var packet in ToneMicrophone.Packets(12_000, 5).Concat(ToneMicrophone.Packets(0, 30)))
            await client.SendAsync(packet, Deadline);
        (await client.UntilAsync("stt", Deadline)).GetProperty("text").GetString().ShouldBe("What a day.");
        await shared.Scripted.CatchUpAsync();
        shared.Scripted.Events.Of<Core.Diagnostics.UtteranceHeard>().Last().Audio.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(1100), "all of it is one utterance");
    }

    public void Dispose() => _deadline.Dispose();

    private async Task SetAsync(Uri address, string id, bool listens)
    {
        using (var first = await PlainClient.ConnectAsync(address, Deadline))
            await first.GreetAsync("""{"type":"hello"}""", Deadline);
        using var http = new HttpClient { BaseAddress = shared.Server.Http };
        using var patched = await http.PatchAsync($"/api/devices/{id}", JsonContent.Create(new { listen_while_speaking = listens }), Deadline);
        patched.EnsureSuccessStatusCode();
        (await patched.Content.ReadAsStringAsync(Deadline)).ShouldContain($"\"listen_while_speaking\":{(listens ? "true" : "false")}");
    }
}
