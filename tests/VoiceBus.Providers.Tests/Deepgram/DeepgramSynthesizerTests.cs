using VoiceBus.Providers.Deepgram;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Deepgram;

namespace VoiceBus.Providers.Tests.Deepgram;

public sealed class DeepgramSynthesizerTests : IAsyncLifetime
{
    private DeepgramStandIn _deepgram = null!;

    public async Task InitializeAsync() => _deepgram = await DeepgramStandIn.StartAsync();

    public async Task DisposeAsync() => await _deepgram.DisposeAsync();

    [Theory]
    [InlineData(16_000)]
    [InlineData(24_000)]
    public async Task Sound_comes_through(int rate)
    {
        await using var voice = Voice(options => options with { SampleRate = rate });

        var spoken = await SpeakAsync(voice, "Hello.");

        spoken.SampleRate.ShouldBe(rate);
        spoken.Samples.Length.ShouldBe(6 * (rate / 25));
        spoken.Samples.Distinct().ShouldBe([1, 2, 3, 4, 5, 6]);
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_sentences_are_one_handshake_until_deepgram_would_flush_no_more()
    {
        await using var voice = Voice();
        for (var i = 0; i < 20; i++)
            (await SpeakAsync(voice, "Hi")).Samples.ShouldNotBeEmpty();
        _deepgram.Handshakes.ShouldBe(1);
        (await SpeakAsync(voice, "Hi")).Samples.ShouldNotBeEmpty();
        _deepgram.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task Another_voice_or_speed_is_another_connection()
    {
        await using var voice = Voice();
        foreach (var request in new SynthesisRequest[] { new("Hi"), new("Hi", "aura-2-luna-en"), new("Hi", "aura-2-luna-en") { Speed = 3 }, new("Hi", "aura-2-luna-en") { Speed = 1.7 } })
            await AudioStreams.CollectAsync(voice.SynthesizeAsync(request, CancellationToken.None));

        _deepgram.Sockets.Select(static socket => (socket.Query["model"], socket.Query.GetValueOrDefault("speed")))
            .ShouldBe([("aura-2-thalia-en", null), ("aura-2-luna-en", null), ("aura-2-luna-en", "1.5")]);
    }

    [Fact]
    public async Task A_kept_connection_that_has_died_is_replaced_unseen()
    {
        await using var voice = Voice();
        await SpeakAsync(voice, "Hi");
        _deepgram.Sockets[0].Abort();
        (await SpeakAsync(voice, "Hi")).Samples.ShouldNotBeEmpty();
        _deepgram.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task What_nobody_asked_for_is_overlooked()
    {
        _deepgram.Trouble = "chatty";
        await using var voice = Voice();
        (await SpeakAsync(voice, "Hello.")).Samples.Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task A_text_without_sound_has_none()
    {
        await using var voice = Voice();
        (await SpeakAsync(voice, "")).Samples.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hang", FailureKind.Timeout)]
    [InlineData("hang-within", FailureKind.Timeout)]
    [InlineData("cut-within", FailureKind.BadResponse)]
    [InlineData("close", FailureKind.Unavailable)]
    [InlineData("malformed", FailureKind.BadResponse)]
    [InlineData("error", FailureKind.Unavailable)]
    [InlineData("flush", FailureKind.RateLimited)]
    public async Task A_bad_day_is_a_failure_another_may_mend(string trouble, FailureKind expected)
    {
        _deepgram.Trouble = trouble;
        await using var voice = Voice(options => expected != FailureKind.Timeout ? options : options with
        {
            FirstAudioTimeout = TimeSpan.FromMilliseconds(300),
            IdleTimeout = TimeSpan.FromMilliseconds(200),
        });
        var failure = await SpeakAsync(voice, "Hello.").ShouldFailAsync(expected, retryable: true);
        if (trouble == "error")
            failure.Detail.ShouldBe("Our voices are hoarse.");
    }

    [Fact]
    public async Task A_refused_key_is_said_to_be()
    {
        await using var voice = Voice(static options => options with { Key = "another-secret" });
        await SpeakAsync(voice, "Hello.").ShouldFailAsync(FailureKind.Unauthorized, retryable: false);
    }

    [Fact]
    public async Task The_first_sound_is_there_before_the_last_is_made_and_cancelling_closes_at_once()
    {
        _deepgram.Trouble = "hang-within";
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
        await _deepgram.Sockets[0].Gone.WaitAsync(TimeSpan.FromSeconds(5));
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

        await Eventually.TrueAsync(() => _deepgram.Sockets[0].Gone.IsCompleted);
        (await SpeakAsync(voice, "Hello.")).Samples.Distinct().Count().ShouldBe(6);
    }

    private static Task<WavFile> SpeakAsync(DeepgramSynthesizer voice, string text) =>
        AudioStreams.CollectAsync(voice.SynthesizeAsync(new SynthesisRequest(text), CancellationToken.None));

    private DeepgramSynthesizer Voice(Func<DeepgramTtsOptions, DeepgramTtsOptions>? with = null)
    {
        var options = new DeepgramTtsOptions { Url = _deepgram.Url, Key = DeepgramStandIn.Key };
        return new DeepgramSynthesizer(with?.Invoke(options) ?? options, Vendor.Context(ServiceType.Tts, provider: "my-deepgram", time: TimeProvider.System));
    }
}
