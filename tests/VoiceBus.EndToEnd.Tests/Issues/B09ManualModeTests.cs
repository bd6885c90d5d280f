using System.Net.Http.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>B9 (xiaozhi-concurrent): manual mode whose "stop" never comes ends by itself at the utterance's limit.</summary>
[Collection(DeviceIssues.Name)]
public sealed class B09ManualModeTests(SharedServer shared) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Fact]
    public async Task It_ends_without_a_stop_and_the_silence_that_goes_on_is_nothing_new()
    {
        using var http = new HttpClient { BaseAddress = shared.Server.Http };
        await LimitAsync(http, 2000);
        try
        {
            shared.Scripted.Answer = static _ => "Fine.";
            using var client = await PlainClient.ConnectAsync(shared.Server.Socket, Deadline);
            await client.GreetAsync("""{"type":"hello"}""", Deadline);
            await client.SendAsync("""{"type":"listen","state":"start","mode":"manual"}""", Deadline);
            foreach (var packet in ToneMicrophone.Packets(12_000, 10).Concat(ToneMicrophone.Packets(0, 60)))
                await client.SendAsync(packet, Deadline);
            (await client.UntilAsync("stt", Deadline)).GetProperty("text").GetString().ShouldBe("What a day.");
            await client.UntilAsync("tts", Deadline, "stop");
            client.Binary.Count.ShouldBe(10, "nothing interrupted the answer");
            await client.SendAsync("""{"type":"listen","state":"stop"}""", Deadline); // Late, and harmless.
            await client.SendAsync("""{"type":"ping"}""", Deadline);
            await client.UntilAsync("pong", Deadline);
        }
        finally
        {
            await LimitAsync(http, 30_000);
        }
    }

    public void Dispose() => _deadline.Dispose();

    private async Task LimitAsync(HttpClient http, int ms)
    {
        using var patched = await http.PatchAsync("/api/config/decoupling", JsonContent.Create(new { turn = new { max_utterance_ms = ms } }), Deadline);
        patched.EnsureSuccessStatusCode();
    }
}
