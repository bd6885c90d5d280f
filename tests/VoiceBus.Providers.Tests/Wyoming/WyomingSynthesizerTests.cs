using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Wyoming;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Wyoming;

namespace VoiceBus.Providers.Tests.Wyoming;

public sealed class WyomingSynthesizerTests : IAsyncLifetime
{
    private readonly WyomingStandIn _service = WyomingStandIn.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _service.DisposeAsync().AsTask();

    [Theory]
    [InlineData(22_050, 1, false)]
    [InlineData(16_000, 2, true)]
    [InlineData(48_000, 1, false)]
    public async Task Sound_comes_through_at_the_voices_own_rate(int rate, int channels, bool inline)
    {
        (_service.Rate, _service.Channels, _service.Inline) = (rate, channels, inline);
        await using var voice = Voice();

        var spoken = await SpeakAsync(voice, "Hello.");

        spoken.SampleRate.ShouldBe(rate);
        spoken.Samples.Length.ShouldBe(6 * (rate / 25));
        spoken.Samples.Distinct().ShouldBe([1, 2, 3, 4, 5, 6]);
        _service.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_sentences_are_one_connection()
    {
        await using var voice = Voice();
        for (var i = 0; i < 4; i++)
            (await SpeakAsync(voice, "Hello.")).Samples.ShouldNotBeEmpty();
        _service.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kept_connection_that_has_died_is_replaced_unseen(bool byTheService)
    {
        _service.ClosesAfter = byTheService;
        await using var voice = Voice();
        for (var i = 0; i < 3; i++)
        {
            (await SpeakAsync(voice, "Hello.")).Samples.ShouldNotBeEmpty();
            if (!byTheService)
                _service.Drop();
        }

        _service.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task Voice_and_speaker_are_told_or_the_language_where_there_is_no_voice()
    {
        await using var own = Voice();
        await using var chosen = Voice(static options => options with { Voice = "en_US-libritts-high", Speaker = "p3922" });

        await SpeakAsync(own, "Hi");
        await AudioStreams.CollectAsync(own.SynthesizeAsync(new SynthesisRequest("Hi", Language: "en-US"), CancellationToken.None));
        await SpeakAsync(chosen, "Hi");
        await AudioStreams.CollectAsync(chosen.SynthesizeAsync(new SynthesisRequest("Hi", "de_DE-thorsten-low", "de"), CancellationToken.None));

        _service.Asked.Select(static asked => asked.Data.ToJsonString()).ShouldBe(
        [
            """{"text":"Hi"}""",
            """{"text":"Hi","voice":{"language":"en-US"}}""",
            """{"text":"Hi","voice":{"name":"en_US-libritts-high","speaker":"p3922"}}""",
            """{"text":"Hi","voice":{"name":"de_DE-thorsten-low"}}""",
        ]);
        _service.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hang", FailureKind.Timeout)]
    [InlineData("hang-within", FailureKind.Timeout)]
    [InlineData("cut", FailureKind.BadResponse)]
    [InlineData("cut-within", FailureKind.BadResponse)]
    [InlineData("malformed", FailureKind.BadResponse)]
    [InlineData("long", FailureKind.BadResponse)]
    [InlineData("wide", FailureKind.BadResponse)]
    [InlineData("error", FailureKind.Unavailable)]
    public async Task A_bad_day_of_the_service_is_a_failure_another_may_mend(string trouble, FailureKind expected)
    {
        _service.Trouble = trouble;
        await using var voice = Voice(options => expected != FailureKind.Timeout ? options : options with
        {
            FirstAudioTimeout = TimeSpan.FromMilliseconds(200),
            IdleTimeout = TimeSpan.FromMilliseconds(200),
        });
        await SpeakAsync(voice, "Hello.").ShouldFailAsync(expected, retryable: true);
    }

    [Fact]
    public async Task A_sentence_without_sound_has_none()
    {
        _service.Trouble = "empty";
        await using var voice = Voice();
        (await SpeakAsync(voice, "...")).Samples.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_sound_is_there_before_the_last_is_made()
    {
        _service.Trouble = "hang-within";
        await using var voice = Voice();
        using var stop = new CancellationTokenSource();
        var frames = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var frame in voice.SynthesizeAsync(new SynthesisRequest("Hello."), stop.Token))
            {
                frame.Dispose();
                if (++frames == 3)
                    await stop.CancelAsync();
            }
        });

        // And cancelling closes the connection at once.
        await _service.Gone.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_listener_who_leaves_early_closes_the_connection()
    {
        await using var voice = Voice();
        await foreach (var frame in voice.SynthesizeAsync(new SynthesisRequest("Hello."), CancellationToken.None))
        {
            frame.Dispose();
            break;
        }

        await Eventually.TrueAsync(() => _service.Gone.IsCompleted);
        (await SpeakAsync(voice, "Hello.")).Samples.ShouldNotBeEmpty();
        _service.Connections.ShouldBe(2);
    }

    private static Task<WavFile> SpeakAsync(WyomingSynthesizer voice, string text) =>
        AudioStreams.CollectAsync(voice.SynthesizeAsync(new SynthesisRequest(text), CancellationToken.None));

    private WyomingSynthesizer Voice(Func<WyomingTtsOptions, WyomingTtsOptions>? with = null)
    {
        var options = new WyomingTtsOptions { Url = _service.Url };
        return new WyomingSynthesizer(with?.Invoke(options) ?? options, Vendor.Context(ServiceType.Tts, provider: "my-wyoming", time: TimeProvider.System));
    }
}
