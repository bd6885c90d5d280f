using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.DashScope;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Tests.Recognition;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.DashScope;

namespace VoiceBus.Providers.Tests.DashScope;

public sealed class DashScopeSpeechRecognizerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _deadline = new(_timeout);
    private readonly List<DashScopeSpeechRecognizer> _recognizers = [];
    private DashScopeStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DashScopeStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var recognizer in _recognizers)
            await recognizer.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task Words_come_through_sentence_by_sentence_each_transcript_of_the_whole()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);

        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开客厅的灯。");
        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开客厅的灯。然后");
        audio.End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。然后关上门。");
        (await transcripts.MoveNextAsync()).ShouldBeFalse();
        var call = _vendor.Calls.Single();
        call.Pcm.ToArray().ShouldBe(audio.Pcm);
        call.Packets.ShouldBe([.. Enumerable.Repeat(3_200, 10), 1_600]);
    }

    [Fact]
    public async Task Says_what_was_configured_and_asked()
    {
        var options = Options() with
        {
            Model = "fun-asr-realtime",
            Workspace = "ws-1",
            VocabularyId = "vocab-1",
            DisfluencyRemovalEnabled = true,
            SemanticPunctuationEnabled = true,
            PunctuationPredictionEnabled = false,
            InverseTextNormalizationEnabled = false,
            MaxSentenceSilence = 800,
            LanguageHints = ["zh", "en"],
        };
        await Recognizer(options).HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest("ja-JP", true));
        await Recognizer(options).HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest(null, true));

        var payload = _vendor.Calls[0].Parameters;
        payload.GetProperty("model").GetString().ShouldBe("fun-asr-realtime");
        payload.GetProperty("parameters").ToString().ShouldBe(
            """{"format":"pcm","sample_rate":16000,"disfluency_removal_enabled":true,"semantic_punctuation_enabled":true,"punctuation_prediction_enabled":false,"inverse_text_normalization_enabled":false,"max_sentence_silence":800,"heartbeat":true,"vocabulary_id":"vocab-1","language_hints":["ja"]}""");
        _vendor.Calls[1].Parameters.GetProperty("parameters").GetProperty("language_hints").ToString().ShouldBe("""["zh","en"]""");
        _vendor.Server.Sockets[0].Headers["X-DashScope-WorkSpace"].ShouldBe("ws-1");
    }

    [Theory]
    [InlineData("zh-CN", """["zh"]""")]
    [InlineData("zh-HK", """["yue"]""")]
    [InlineData("EN", """["en"]""")]
    [InlineData("sw", """["fr"]""")]
    [InlineData("", """["fr"]""")]
    public async Task A_language_is_told_where_the_vendor_knows_it(string language, string hints)
    {
        await Recognizer(Options() with { LanguageHints = ["fr"] }).HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest(language, true));

        _vendor.Calls.Single().Parameters.GetProperty("parameters").GetProperty("language_hints").ToString().ShouldBe(hints);
    }

    [Fact]
    public async Task Many_utterances_are_one_handshake()
    {
        var recognizer = Recognizer();
        for (var i = 0; i < 3; i++)
            (await recognizer.HearAsync(SpokenAudio.Of(300), _deadline.Token))[^1].Kind.ShouldBe(TranscriptKind.Final);

        _vendor.Server.Handshakes.ShouldBe(1);
        _vendor.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_kept_connection_that_died_is_redialled_unseen()
    {
        var recognizer = Recognizer();
        await recognizer.HearAsync(SpokenAudio.Of(300), _deadline.Token);
        _vendor.Server.Sockets[0].Abort();
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
        var audio = SpokenAudio.Of(300);

        (await recognizer.HearAsync(audio, _deadline.Token))[^1].Kind.ShouldBe(TranscriptKind.Final);

        _vendor.Server.Handshakes.ShouldBe(2);
        _vendor.Calls[1].Pcm.ToArray().ShouldBe(audio.Pcm);
    }

    [Fact]
    public async Task A_connection_is_given_back_before_the_vendor_closes_it()
    {
        await Recognizer().HearAsync(SpokenAudio.Of(300), _deadline.Token);

        _time.Advance(TimeSpan.FromSeconds(45));

        (await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_audio_is_sent_before_the_task_has_begun()
    {
        var ready = new TaskCompletionSource();
        _vendor.Script = new() { Ready = ready.Task };
        var hearing = Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Calls.Count == 1);

        ready.SetResult();

        (await hearing)[^1].Kind.ShouldBe(TranscriptKind.Final);
    }

    [Fact]
    public async Task Silence_opens_no_connection()
    {
        (await Recognizer().HearAsync(new SpokenAudio().Pause().End(), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);

        _vendor.Server.Handshakes.ShouldBe(0);
    }

    [Fact]
    public async Task A_sentence_settled_in_a_pause_is_told_at_once()
    {
        _vendor.Script = new() { Heard = [(300, "打开"), (900, "打开客厅的灯。")] };
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);

        audio.Speak(600).Pause(); // The silence sent at the pause makes it 1 100 ms.

        (await transcripts.UntilAsync(TranscriptKind.AtPause)).Text.ShouldBe("打开客厅的灯。");
        audio.Speak(100).End();
        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。然后关上门。");
    }

    [Fact]
    public async Task At_a_pause_the_text_that_has_settled_is_told()
    {
        _vendor.Script = new() { Heard = [(300, "打开")] };
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);
        audio.Speak(600).Pause();
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        var settled = transcripts.UntilAsync(TranscriptKind.AtPause);
        await Eventually.TrueAsync(() => _vendor.Calls.Single().Pcm.Count == audio.Pcm.Length + (500 * 32));

        settled.IsCompleted.ShouldBeFalse();
        await AdvanceWhileAsync(() => !settled.IsCompleted, TimeSpan.FromMilliseconds(50));

        (await settled).Text.ShouldBe("打开");
        audio.End();
    }

    [Fact]
    public async Task A_long_pause_is_filled_with_silence_before_the_vendor_gives_up()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(Options() with { PauseSilence = TimeSpan.Zero }), audio);
        audio.Speak(400).Pause();
        var final = transcripts.UntilAsync(TranscriptKind.Final);
        await Eventually.TrueAsync(() => _vendor.Calls is [var call] && call.Pcm.Count == audio.Pcm.Length);

        await AdvanceWhileAsync(() => _vendor.Calls.Single().Pcm.Count < audio.Pcm.Length + (2 * 3_200), TimeSpan.FromSeconds(10));

        _vendor.Calls.Single().Pcm.Skip(audio.Pcm.Length).ShouldAllBe(static sample => sample == 0);
        audio.End();
        await final;
    }

    [Fact]
    public async Task A_cancel_hangs_up()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var hearing = Recognizer().HearAsync(new SpokenAudio().Speak(400), leave.Token);
        await Eventually.TrueAsync(() => _vendor.Calls is [{ Packets.Count: > 0 }]);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => hearing);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Theory]
    [InlineData("InvalidApiKey", "Invalid API-key provided.", FailureKind.Unauthorized, false, "key")]
    [InlineData("AccessDenied.Unpurchased", "Access to model denied.", FailureKind.Unauthorized, false, "key")]
    [InlineData("Arrearage", "Access denied, account overdue.", FailureKind.RateLimited, true, "balance")]
    [InlineData("Throttling.RateQuota", "Requests rate limit exceeded, please try again later.", FailureKind.RateLimited, true, "pool")]
    [InlineData("CLIENT_ERROR", "Requests rate limit exceeded, please try again later.", FailureKind.RateLimited, true, "pool")]
    [InlineData("ModelNotFound", "Model not exist.", FailureKind.BadRequest, true, "model")]
    [InlineData("InvalidParameter", "bad", FailureKind.BadRequest, true, "options")]
    [InlineData("UNSUPPORTED_FORMAT", "bad", FailureKind.BadRequest, true, "options")]
    [InlineData("ResponseTimeout", "Response timeout!", FailureKind.Timeout, true, "too long")]
    [InlineData("InternalError", "oops", FailureKind.Unavailable, true, "trouble")]
    [InlineData("NeverHeardOf", "oops", FailureKind.BadResponse, true, "NeverHeardOf")]
    public async Task Each_code_has_its_meaning_and_its_remedy(string code, string said, FailureKind kind, bool retryable, string remedy)
    {
        foreach (var day in new[] { DashScopeDay.FailsAtStart, DashScopeDay.FailsWithin })
        {
            _vendor.Script = new() { Day = day, Code = code, Message = $"{said} {DashScopeStandIn.ApiKey}" };

            var failure = await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(kind, retryable);

            failure.Message.ShouldContain(remedy);
            failure.Message.ShouldContain(code);
            failure.Detail.ShouldNotBeNull().ShouldContain(said);
            failure.Detail.ShouldNotContain(DashScopeStandIn.ApiKey);
        }
    }

    [Fact]
    public async Task After_a_task_that_failed_the_connection_is_not_used_again()
    {
        var recognizer = Recognizer();
        _vendor.Script = new() { Day = DashScopeDay.FailsWithin };
        await recognizer.HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(FailureKind.Unavailable, retryable: true);

        _vendor.Script = new();
        (await recognizer.HearAsync(SpokenAudio.Of(600), _deadline.Token))[^1].Kind.ShouldBe(TranscriptKind.Final);

        _vendor.Server.Handshakes.ShouldBe(2);
    }

    [Theory]
    [InlineData(DashScopeDay.Empty, "")]
    [InlineData(DashScopeDay.FailsWithin, "NO_VALID_AUDIO_ERROR")]
    public async Task Nothing_understood_is_an_empty_transcript(DashScopeDay day, string message)
    {
        _vendor.Script = new() { Day = day, Code = "CLIENT_ERROR", Message = message, Heard = [] };

        (await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);
    }

    [Theory]
    [InlineData(DashScopeDay.Cut, FailureKind.BadResponse)]
    [InlineData(DashScopeDay.Close, FailureKind.Unavailable)]
    [InlineData(DashScopeDay.Garbage, FailureKind.BadResponse)]
    public async Task A_broken_conversation_is_retryable(DashScopeDay day, FailureKind kind)
    {
        _vendor.Script = new() { Day = day };

        await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(kind, retryable: true);
    }

    [Fact]
    public async Task What_is_new_heartbeats_and_what_another_task_left_are_passed_over()
    {
        _vendor.Script = new() { Day = DashScopeDay.New };

        (await Recognizer().HearAsync(SpokenAudio.Of(900), _deadline.Token))[^1].Text.ShouldBe("打开客厅的灯。然后关上门。");
    }

    [Theory]
    [InlineData(DashScopeDay.SilentAtStart, 5)]
    [InlineData(DashScopeDay.SilentAtEnd, 8)]
    public async Task A_vendor_that_hangs_is_given_up(DashScopeDay day, int seconds)
    {
        _vendor.Script = new() { Day = day };
        var hearing = Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Calls is [var call] && (day == DashScopeDay.SilentAtStart || call.IsComplete));

        await AdvanceWhileAsync(() => !hearing.IsCompleted, TimeSpan.FromSeconds(seconds));

        await hearing.ShouldFailAsync(FailureKind.Timeout, retryable: true);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task A_refused_door_says_what_to_check() =>
        (await Recognizer(Options() with { Key = "sk-wrong-key" }).HearAsync(SpokenAudio.Of(200), _deadline.Token)
            .ShouldFailAsync(FailureKind.Unauthorized, retryable: false)).Message.ShouldContain("key");

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        using var closed = new ClosedPort();

        await Recognizer(Options() with { Url = new($"ws://127.0.0.1:{closed.Number}/api-ws/v1/inference") })
            .HearAsync(SpokenAudio.Of(200), _deadline.Token).ShouldFailAsync(FailureKind.Unavailable, retryable: true);
    }

    [Theory]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(503, FailureKind.Unavailable)]
    public async Task A_door_that_is_shut_for_a_while_says_for_how_long(int status, FailureKind kind)
    {
        _vendor.Server.Refuse = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            return Task.FromResult(true);
        };

        (await Recognizer().HearAsync(SpokenAudio.Of(200), _deadline.Token).ShouldFailAsync(kind, retryable: true)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    private DashScopeRecognizerOptions Options() => new() { Url = _vendor.InferenceUrl, Key = DashScopeStandIn.ApiKey };

    private DashScopeSpeechRecognizer Recognizer(DashScopeRecognizerOptions? options = null)
    {
        var recognizer = new DashScopeSpeechRecognizer(options ?? Options(), Vendor.Context(time: _time));
        _recognizers.Add(recognizer);
        return recognizer;
    }

    private IAsyncEnumerator<Transcript> Hear(DashScopeSpeechRecognizer recognizer, SpokenAudio audio) =>
        recognizer.RecognizeAsync(new RecognitionRequest(null, true), audio.Frames(), _deadline.Token).GetAsyncEnumerator(_deadline.Token);

    // A deadline is armed a moment after what the test can see.
    private async Task AdvanceWhileAsync(Func<bool> waiting, TimeSpan step) => await Eventually.TrueAsync(() =>
    {
        if (!waiting())
            return true;
        _time.Advance(step);
        return false;
    });
}
