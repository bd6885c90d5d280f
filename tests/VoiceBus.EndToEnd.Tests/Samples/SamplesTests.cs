using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>The samples do what they show.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(150));
    private readonly HttpClient _http = new();

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task The_minimal_gateway_is_a_whole_server_in_ten_lines()
    {
        File.ReadAllLines(Path.Combine(SampleProcess.Root, "samples/MinimalGateway/Program.cs")).Length.ShouldBeLessThanOrEqualTo(10);
        await using var gateway = await SampleProcess.StartAsync("MinimalGateway", Ct);

        await using var device = await gateway.ConnectAsync(Ct);
        (await device.TypeAsync("What is twelve times seven?", Ct)).Text.ShouldContain("84");

        (await _http.GetStringAsync(gateway.Http, Ct)).ShouldContain("<title>", Case.Sensitive, "the console");
        (await _http.GetStringAsync(new Uri(gateway.Http, "/api/services/health"), Ct)).ShouldContain("\"asr\"");
    }

    [Fact]
    public async Task Embedded_beside_somebodys_own_endpoints_their_model_answers_a_spoken_turn_with_their_function()
    {
        await using var app = await SampleProcess.StartAsync("EmbedInYourApp", Ct);
        (await _http.GetStringAsync(new Uri(app.Http, "/orders/4"), Ct)).ShouldContain("Order 4 is on its way");

        await using var device = await app.ConnectAsync(Ct);
        (await device.TypeAsync("Where is order 12?", Ct)).Text.ShouldBe("Order 12 is on its way.");
        await ReadyAsync(app);
        var spoken = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Manual, Ct);

        spoken.Text.ShouldBe("Order 1 is being packed.", app.Output);
        (await _http.GetStringAsync(new Uri(app.Http, "/turns"), Ct)).ShouldBe("2");
    }

    // The recogniser loads its model in its first probe, and a busy machine takes its time.
    private async Task ReadyAsync(SampleProcess app)
    {
        await Eventually.GetAsync(IsReadyAsync, static isReady => isReady);

        async Task<bool> IsReadyAsync()
        {
            using var ready = await _http.GetAsync(new Uri(app.Http, "/health/ready"), Ct);
            return ready.IsSuccessStatusCode;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _deadline.Dispose();
    }
}
