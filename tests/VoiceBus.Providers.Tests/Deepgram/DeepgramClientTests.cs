using VoiceBus.Testing.Vendors.Deepgram;

namespace VoiceBus.Providers.Tests.Deepgram;

/// <summary>The vendor's own client understands our stand-in: what we test against is not only our own reading.</summary>
public sealed class DeepgramClientTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private DeepgramStandIn _deepgram = null!;

    public async Task InitializeAsync() => _deepgram = await DeepgramStandIn.StartAsync();

    public async Task DisposeAsync() => await _deepgram.DisposeAsync();

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task It_hears_partial_and_final_words_of_nova()
    {
        var said = await DeepgramClient.RunAsync(_deepgram, "listen", _deadline.Token);

        said.GetProperty("told").GetRawText().ShouldBe(
            """[["Results","Turn on the",false],["Results","Turn on the",true],["Results","",false],["Metadata",null,null]]""");
        _deepgram.KeepAlives.ShouldBe(1);
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_hears_a_turn_of_Flux()
    {
        var said = await DeepgramClient.RunAsync(_deepgram, "flux", _deadline.Token);

        var told = said.GetProperty("told").EnumerateArray().Select(static item => item.GetRawText()).ToArray();
        told[0].ShouldBe("""["Connected",null,null]""");
        told[1].ShouldBe("""["TurnInfo","StartOfTurn","Turn"]""");
        told[^1].ShouldBe("""["TurnInfo","Update","Turn on the"]""");
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_hears_Aura_speak()
    {
        var said = await DeepgramClient.RunAsync(_deepgram, "speak", _deadline.Token);

        said.GetProperty("bytes").GetInt32().ShouldBe(6 * 2 * (16_000 / 25));
        said.GetProperty("told").GetRawText().ShouldContain("Flushed");
        _deepgram.Complaints.ShouldBeEmpty();
    }
}
