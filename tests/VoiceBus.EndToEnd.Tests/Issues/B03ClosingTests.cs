using System.Net.Http.Json;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>
/// B3 (Chromium, xiaozhi-sharp, plain clients): a client's close frame is answered in kind and the connection ends in order, in
/// whatever state. B9b (py-xiaozhi): the codes say why the server closes.
/// </summary>
[Collection(DeviceIssues.Name)]
public sealed class B03ClosingTests(SharedServer shared) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1001)]
    [InlineData(1011, 1011)]
    [InlineData(1012, 1012)]
    [InlineData(3000, 3000)]
    [InlineData(4321, 4321)]
    [InlineData(null, 1000)]
    [InlineData(1005, 1000)]
    [InlineData(1006, 1000)]
    [InlineData(1015, 1000)]
    public async Task B3_a_close_frame_is_answered_in_kind_and_the_stream_ends_in_order(int? sent, int answered)
    {
        using var raw = await RawWebSocket.ConnectAsync(shared.Server.Http, Deadline);
        await raw.SendTextAsync("""{"type":"hello"}""", Deadline);
        await raw.UntilAsync("hello", Deadline);
        await raw.SendBinaryAsync(new byte[300], Deadline); // Longer than a short header can say.
        await raw.SendCloseAsync(sent, Deadline);
        (await raw.UntilEndAsync(Deadline)).ShouldBe((answered, true));
    }

    [Theory]
    [InlineData("before hello")]
    [InlineData("listening")]
    [InlineData("speaking")]
    public async Task B3_so_it_is_in_every_state(string state)
    {
        shared.Scripted.Answer = static _ => "A sentence. And another one.";
        using var raw = await RawWebSocket.ConnectAsync(shared.Server.Http, Deadline);
        if (state != "before hello")
        {
            await raw.SendTextAsync("""{"type":"hello"}""", Deadline);
            await raw.UntilAsync("hello", Deadline);
        }

        if (state == "listening")
        {
            await raw.SendTextAsync("""{"type":"listen","state":"start","mode":"auto"}""", Deadline);
            foreach (var packet in ToneMicrophone.Packets(12_000, 5))
                await raw.SendBinaryAsync(packet, Deadline);
        }
        else if (state == "speaking")
        {
            await raw.SendTextAsync("""{"type":"listen","state":"detect","text":"hi"}""", Deadline);
            await raw.UntilAsync("sentence_start", Deadline);
        }

        await raw.SendCloseAsync(1000, Deadline);
        (await raw.UntilEndAsync(Deadline)).ShouldBe((1000, true));
    }

    [Theory]
    [InlineData(0x83)] // An opcode that is none.
    [InlineData(0xC1)] // A bit that nobody agreed on.
    public async Task B9b_a_bad_frame_is_1002(byte first)
    {
        using var raw = await RawWebSocket.ConnectAsync(shared.Server.Http, Deadline);
        await raw.SendTextAsync("""{"type":"hello"}""", Deadline);
        await raw.UntilAsync("hello", Deadline);
        await raw.SendAsync(first, [1, 2, 3], Deadline);
        (await raw.UntilEndAsync(Deadline)).Code.ShouldBe(1002);
    }

    [Fact]
    public async Task B9b_goodbye_and_idle_are_1000()
    {
        using var polite = await PlainClient.ConnectAsync(shared.Server.Socket, Deadline);
        await polite.GreetAsync("""{"type":"hello"}""", Deadline);
        await polite.SendAsync("""{"type":"goodbye"}""", Deadline);
        (await polite.UntilClosedAsync(Deadline)).Code.ShouldBe(1000);

        using var idle = await PlainClient.ConnectAsync(shared.Server.Socket, Deadline);
        await idle.GreetAsync("""{"type":"hello"}""", Deadline);
        shared.Server.Sessions.Sweep(TimeSpan.Zero);
        (await idle.UntilClosedAsync(Deadline)).ShouldBe((1000, "idle"));
    }

    [Fact]
    public async Task B9b_who_may_not_stay_is_told_1008()
    {
        using var client = await PlainClient.ConnectAsync(new Uri(shared.Server.Socket, "/?device-id=web-off"), Deadline);
        await client.GreetAsync("""{"type":"hello"}""", Deadline);
        using var http = new HttpClient { BaseAddress = shared.Server.Http };
        using var patched = await http.PatchAsync("/api/devices/web-off", JsonContent.Create(new { enabled = false }), Deadline);
        patched.EnsureSuccessStatusCode();
        (await client.UntilClosedAsync(Deadline)).ShouldBe((1008, "the device was switched off"));
    }

    [Fact]
    public async Task B9b_a_restart_is_1012_and_one_that_connects_meanwhile_is_told_so()
    {
        var scripted = await ScriptedServer.StartAsync();
        using var client = await PlainClient.ConnectAsync(scripted.Server.Socket, Deadline);
        await client.GreetAsync("""{"type":"hello"}""", Deadline);
        var stopping = scripted.DisposeAsync();
        (await client.UntilClosedAsync(Deadline)).ShouldBe((1012, "the server is shutting down"));
        await stopping;
    }

    public void Dispose() => _deadline.Dispose();
}
