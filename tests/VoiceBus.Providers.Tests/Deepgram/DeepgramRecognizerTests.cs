using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Deepgram;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Deepgram;

namespace VoiceBus.Providers.Tests.Deepgram;

/// <summary>Both versions of the protocol.</summary>
public sealed class DeepgramRecognizerTests : IAsyncLifetime
{
    private const string Nova = "nova-3";
    private const string Flux = "flux-general-en";
    private DeepgramStandIn _deepgram = null!;

    public async Task InitializeAsync() => _deepgram = await DeepgramStandIn.StartAsync();

    public async Task DisposeAsync() => await _deepgram.DisposeAsync();

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task Words_come_through(string model)
    {
        await using var recognizer = Recognizer(model);
        (await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio)).ShouldBe("Turn on the light");
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task Partial_transcripts_grow_while_somebody_speaks(string model)
    {
        await using var recognizer = Recognizer(model);
        var microphone = new Microphone().Speak(8);

        var all = await recognizer.AllAsync(microphone.Audio, said: said => _ = said.Text switch
        {
            "Turn on" => microphone.Speak(8),
            "Turn on the light" when said.Kind == TranscriptKind.Partial => microphone.End(),
            _ => null,
        });

        all.Where(static t => t.Kind == TranscriptKind.Partial).Select(static t => t.Text).Distinct().ShouldBe(["Turn", "Turn on", "Turn on the", "Turn on the light"], ignoreOrder: true);
        all[^1].Text.ShouldBe("Turn on the light");
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task Nobody_gets_partial_transcripts_who_does_not_want_them(string model)
    {
        await using var recognizer = Recognizer(model);
        (await recognizer.AllAsync(new Microphone().Speak(20).End().Audio, new RecognitionRequest("en-US", WantPartials: false))).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task A_pause_is_answered_and_that_answer_is_final_when_nothing_follows(string model)
    {
        await using var recognizer = Recognizer(model);
        var microphone = new Microphone().Speak(20).Pause();

        var all = await recognizer.AllAsync(microphone.Audio, said: said =>
        {
            if (said.Kind == TranscriptKind.AtPause)
                microphone.End();
        });

        all.First(static t => t.Kind == TranscriptKind.AtPause).Text.ShouldBe("Turn on the light");
        all[^1].Text.ShouldBe("Turn on the light");
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task What_is_said_after_a_pause_is_added(string model)
    {
        await using var recognizer = Recognizer(model);
        var microphone = new Microphone().Speak(20).Pause();

        var all = await recognizer.AllAsync(microphone.Audio, said: said =>
        {
            if (said.Kind == TranscriptKind.AtPause)
                microphone.Speak(20).End();
        });

        all[^1].Text.ShouldBe("Turn on the light in the kitchen please.");
    }

    [Fact]
    public async Task Flux_says_when_a_turn_is_over_and_is_sent_the_silence_it_needs_for_that()
    {
        await using var recognizer = Recognizer(Flux);
        var microphone = new Microphone().Speak(20).Pause();

        var all = await recognizer.AllAsync(microphone.Audio, said: said =>
        {
            if (said.EndOfTurn)
                microphone.Speak(20).End();
        });

        var over = all.Single(static t => t.EndOfTurn);
        (over.Kind, over.Text).ShouldBe((TranscriptKind.AtPause, "Turn on the light"));
        all[^1].Text.ShouldBe("Turn on the light in the kitchen please.");
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Flux_may_guess_early()
    {
        await using var recognizer = Recognizer(Flux, static options => options with { EagerEotThreshold = 0.4, EotThreshold = 0.8, EotTimeoutMs = 3000 });
        var microphone = new Microphone().Speak(20).Pause();

        var all = await recognizer.AllAsync(microphone.Audio, said: said =>
        {
            if (said.Kind == TranscriptKind.AtPause)
                microphone.End();
        });

        all.First(static t => t.Kind == TranscriptKind.AtPause).EndOfTurn.ShouldBeFalse();
        var query = _deepgram.Sockets[0].Query;
        (query["eager_eot_threshold"], query["eot_threshold"], query["eot_timeout_ms"]).ShouldBe(("0.4", "0.8", "3000"));
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task Somebody_who_says_nothing_is_understood_as_nothing(string model)
    {
        await using var recognizer = Recognizer(model);
        (await recognizer.FinalAsync(new Microphone().Speak(20, level: 0).End().Audio)).ShouldBeEmpty();
        (await recognizer.FinalAsync(new Microphone().End().Audio)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_pause_is_kept_alive()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
        await using var recognizer = Recognizer(Nova, time: time);
        var microphone = new Microphone().Speak(20);
        var recognizing = recognizer.FinalAsync(microphone.Audio);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return _deepgram.KeepAlives > 1;
        });
        microphone.End();
        (await recognizing).ShouldBe("Turn on the light");
        _deepgram.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Nova, "keyterm", "language", "zh-CN")]
    [InlineData("nova-2", "keywords", "language", "zh-CN")]
    [InlineData("flux-general-multi", "keyterm", "language_hint", "zh")]
    public async Task Model_language_and_words_stand_in_the_address(string model, string words, string language, string expected)
    {
        await using var recognizer = Recognizer(model, static options => options with { Keyterms = ["Xiaozhi"], MipOptOut = true });

        await recognizer.FinalAsync(new Microphone().End().Audio, new RecognitionRequest("zh-CN", false) { HotWords = ["柏林 & Köln", "Xiaozhi"] });

        var query = _deepgram.Sockets[0].Query;
        query["model"].ShouldBe(model);
        query[words].ShouldBe("Xiaozhi,柏林 & Köln");
        query[language].ShouldBe(expected);
        query["mip_opt_out"].ShouldBe("true");
    }

    [Fact]
    public async Task The_configured_language_goes_first_and_parameters_replace_ours()
    {
        await using var recognizer = Recognizer(Nova, static options => options with
        {
            Language = "multi",
            Parameters = new Dictionary<string, string> { ["endpointing"] = "300", ["numerals"] = "true" },
        });
        await recognizer.FinalAsync(new Microphone().End().Audio, new RecognitionRequest("de", false));
        var query = _deepgram.Sockets[0].Query;
        (query["language"], query["endpointing"], query["numerals"], query["smart_format"]).ShouldBe(("multi", "300", "true", "true"));
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task What_nobody_asked_for_is_overlooked(string model)
    {
        _deepgram.Trouble = "chatty";
        await using var recognizer = Recognizer(model);
        (await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio)).ShouldBe("Turn on the light");
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task The_end_of_the_connection_is_the_end_of_the_words(string model)
    {
        _deepgram.Trouble = "no-metadata";
        await using var recognizer = Recognizer(model);
        (await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio)).ShouldBe("Turn on the light");
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task A_late_final_is_waited_for(string model)
    {
        var gate = new TaskCompletionSource();
        _deepgram.Gate = gate.Task;
        await using var recognizer = Recognizer(model);
        var recognizing = recognizer.FinalAsync(new Microphone().Speak(21).End().Audio);
        await _deepgram.Ended;
        recognizing.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await recognizing).ShouldBe("Turn on the light in");
    }

    [Theory]
    [InlineData(Nova, "hang", FailureKind.Timeout)]
    [InlineData(Flux, "hang", FailureKind.Timeout)]
    [InlineData(Nova, "hang-within", FailureKind.Timeout)]
    [InlineData(Flux, "hang-within", FailureKind.Timeout)]
    [InlineData(Nova, "cut-within", FailureKind.BadResponse)]
    [InlineData(Flux, "cut-within", FailureKind.BadResponse)]
    [InlineData(Nova, "malformed", FailureKind.BadResponse)]
    [InlineData(Flux, "malformed", FailureKind.BadResponse)]
    [InlineData(Nova, "error", FailureKind.Unavailable)]
    [InlineData(Flux, "error", FailureKind.Unavailable)]
    public async Task A_bad_day_is_a_failure_another_may_mend(string model, string trouble, FailureKind expected)
    {
        _deepgram.Trouble = trouble;
        await using var recognizer = Recognizer(model, options => expected != FailureKind.Timeout ? options : options with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(500),
            FinalTimeout = TimeSpan.FromMilliseconds(200),
        });
        var failure = await recognizer.FinalAsync(new Microphone().Speak(30).End().Audio).ShouldFailAsync(expected, retryable: true);
        if (trouble == "error")
            (failure.Message, failure.Detail).ShouldBe(("my-deepgram is in trouble (INTERNAL_SERVER_ERROR)", "Our models are asleep."));
    }

    [Fact]
    public async Task A_refused_key_says_where_it_is_configured()
    {
        await using var recognizer = Recognizer(Nova, static options => options with { Key = "another-secret" });
        var failure = await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(FailureKind.Unauthorized, retryable: false);
        failure.Message.ShouldBe("my-deepgram refused the credentials (401): check its key, or the variable DEEPGRAM_API_KEY");
        failure.Detail.ShouldBe("Invalid credentials.");
    }

    [Fact]
    public async Task Parameters_that_do_not_fit_are_told_in_the_vendors_words()
    {
        await using var recognizer = Recognizer(Nova, static options => options with { Parameters = new Dictionary<string, string> { ["colour"] = "blue" } });
        var failure = await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(FailureKind.BadRequest, retryable: true);
        failure.Message.ShouldContain("model, language and parameters");
        failure.Detail.ShouldBe("Bad Request: unknown parameter colour");
    }

    [Theory]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(402, FailureKind.RateLimited)]
    [InlineData(503, FailureKind.Unavailable)]
    public async Task Too_much_and_too_little_are_told_apart(int status, FailureKind expected)
    {
        _deepgram.Refusal = (status, "Retry-After", "3");
        await using var recognizer = Recognizer(Nova);
        var failure = await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(expected, retryable: true);
        failure.RetryAfter.ShouldBe(status == 402 ? null : TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(Nova)]
    [InlineData(Flux)]
    public async Task Cancelling_closes_the_connection_at_once(string model)
    {
        await using var recognizer = Recognizer(model);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in recognizer.RecognizeAsync(new RecognitionRequest(null, true), new Microphone().Speak(20).Audio, stop.Token))
                await stop.CancelAsync();
        });
        await _deepgram.Sockets[0].Gone.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private DeepgramRecognizer Recognizer(string model, Func<DeepgramAsrOptions, DeepgramAsrOptions>? with = null, TimeProvider? time = null)
    {
        var options = new DeepgramAsrOptions { Url = _deepgram.Url, Key = DeepgramStandIn.Key, Model = model };
        return new DeepgramRecognizer(with?.Invoke(options) ?? options, Vendor.Context(provider: "my-deepgram", time: time ?? TimeProvider.System));
    }
}
