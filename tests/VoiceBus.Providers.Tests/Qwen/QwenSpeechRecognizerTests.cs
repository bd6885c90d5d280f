using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Qwen;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Tests.Recognition;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.Qwen;

namespace VoiceBus.Providers.Tests.Qwen;

public sealed class QwenSpeechRecognizerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _deadline = new(_timeout);
    private QwenStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await QwenStandIn.StartAsync();

    public Task DisposeAsync() => _vendor.DisposeAsync().AsTask();

    public void Dispose() => _deadline.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Words_come_through(bool hasIds)
    {
        _vendor.Script = new() { HasIds = hasIds };
        var audio = SpokenAudio.Of(1_050);

        var transcripts = await Recognizer().HearAsync(audio, _deadline.Token);

        transcripts[^1].ShouldBe(new Transcript("打开客厅的灯。", TranscriptKind.Final));
        _vendor.Calls.Single().Pcm.ToArray().ShouldBe(audio.Pcm);
        _vendor.Calls.Single().Packets.ShouldBe([.. Enumerable.Repeat(3_200, 10), 1_600]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pause_is_committed_and_what_follows_is_added(bool hasIds)
    {
        _vendor.Script = new() { HasIds = hasIds };
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);

        audio.Speak(600).Pause();
        (await transcripts.UntilAsync(TranscriptKind.AtPause)).Text.ShouldBe("打开客厅的灯。");
        audio.Speak(300).End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。然后关上门。");
        _vendor.Calls.Single().Pcm.ToArray().ShouldBe(audio.Pcm);
    }

    [Fact]
    public async Task An_utterance_that_ends_in_its_pause_is_not_recognised_twice()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);

        audio.Speak(600).Pause();
        await transcripts.UntilAsync(TranscriptKind.AtPause);
        audio.End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。");
    }

    [Fact]
    public async Task A_short_piece_is_filled_up()
    {
        (await Recognizer().HearAsync(SpokenAudio.Of(60), _deadline.Token))[^1].Text.ShouldBe("打开客厅的灯。");

        _vendor.Calls.Single().Pcm.Count.ShouldBeGreaterThanOrEqualTo(200 * 32);
    }

    [Fact]
    public async Task With_the_vendor_s_turn_detection_there_are_partials_while_somebody_speaks()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(Options() with { TurnDetection = QwenTurnDetection.ServerVad }), audio);

        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开客厅的灯。");
        audio.Speak(350);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开客厅的灯。然后");
        audio.End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。然后关上门。");
    }

    [Fact]
    public async Task With_the_vendor_s_turn_detection_the_text_settles_at_a_pause()
    {
        _vendor.Script = new() { Heard = [(300, "打开")] };
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(Options() with { TurnDetection = QwenTurnDetection.ServerVad }), audio);
        audio.Speak(600).Pause();
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        var settled = transcripts.UntilAsync(TranscriptKind.AtPause);

        await AdvanceWhileAsync(() => !settled.IsCompleted, TimeSpan.FromMilliseconds(50));

        (await settled).Text.ShouldBe("打开");
        audio.End();
    }

    [Fact]
    public async Task Says_what_was_configured_and_asked()
    {
        var options = Options() with { Language = "en", CorpusText = "Smart home.", Workspace = "ws-1" };
        await Recognizer(options).HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest("zh-CN", true) { HotWords = ["小智", "VoiceBus"] });
        await Recognizer(options with { TurnDetection = QwenTurnDetection.ServerVad, Threshold = 0, SilenceDurationMs = 400 })
            .HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest(null, true));

        _vendor.Calls[0].Parameters.ToString().ShouldStartWith("""{"modalities":["text"],"input_audio_format":"pcm","sample_rate":16000,"input_audio_transcription":{"language":"zh","corpus":""");
        _vendor.Calls[0].Parameters.GetProperty("input_audio_transcription").GetProperty("corpus").GetProperty("text").GetString().ShouldBe("Smart home.\n小智\nVoiceBus");
        _vendor.Calls[1].Parameters.ToString().ShouldBe(
            """{"modalities":["text"],"input_audio_format":"pcm","sample_rate":16000,"input_audio_transcription":{"language":"en","corpus":{"text":"Smart home."}},"turn_detection":{"type":"server_vad","threshold":0,"silence_duration_ms":400}}""");
        _vendor.Server.Sockets[0].Query["model"].ShouldBe("qwen3-asr-flash-realtime");
        _vendor.Server.Sockets[0].Headers["X-DashScope-WorkSpace"].ShouldBe("ws-1");
    }

    [Fact]
    public async Task A_language_that_the_vendor_does_not_know_is_not_told()
    {
        await Recognizer().HearAsync(SpokenAudio.Of(200), _deadline.Token, new RecognitionRequest("sw-KE", true));

        _vendor.Calls.Single().Parameters.GetProperty("input_audio_transcription").ToString().ShouldBe("{}");
    }

    [Fact]
    public async Task Silence_opens_no_connection()
    {
        (await Recognizer().HearAsync(new SpokenAudio().Pause().End(), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);

        _vendor.Server.Handshakes.ShouldBe(0);
    }

    [Theory]
    [InlineData(QwenTurnDetection.Manual)]
    [InlineData(QwenTurnDetection.ServerVad)]
    public async Task Nothing_understood_is_an_empty_transcript(QwenTurnDetection detection)
    {
        _vendor.Script = new() { Day = DashScopeDay.Empty };

        (await Recognizer(Options() with { TurnDetection = detection }).HearAsync(SpokenAudio.Of(600), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);
    }

    [Fact]
    public async Task A_long_pause_is_filled_with_silence_and_that_is_not_recognised()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);
        audio.Speak(400).Pause();
        await transcripts.UntilAsync(TranscriptKind.AtPause);
        var final = transcripts.UntilAsync(TranscriptKind.Final);

        await AdvanceWhileAsync(() => _vendor.Calls.Single().Pcm.Count < audio.Pcm.Length + 6_400, TimeSpan.FromSeconds(10));

        audio.End();
        (await final).Text.ShouldBe("打开客厅的灯。");
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
    [InlineData(DashScopeDay.FailsAtStart, "invalid_value", FailureKind.BadRequest, true, "options")]
    [InlineData(DashScopeDay.FailsWithin, "invalid_api_key", FailureKind.Unauthorized, false, "key")]
    [InlineData(DashScopeDay.FailsWithin, "rate_limit_exceeded", FailureKind.RateLimited, true, "pool")]
    [InlineData(DashScopeDay.FailsWithin, "internal_error", FailureKind.Unavailable, true, "trouble")]
    [InlineData(DashScopeDay.Cut, "", FailureKind.BadResponse, true, "")]
    [InlineData(DashScopeDay.Close, "", FailureKind.Unavailable, true, "1011")]
    [InlineData(DashScopeDay.Garbage, "", FailureKind.BadResponse, true, "protocol")]
    public async Task Each_bad_day_has_its_meaning_and_its_remedy(DashScopeDay day, string code, FailureKind kind, bool retryable, string remedy)
    {
        _vendor.Script = new() { Day = day, Code = code, Message = $"so it is with {QwenStandIn.ApiKey}" };

        var failure = await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(kind, retryable);

        failure.Message.ShouldContain(remedy);
        (failure.Detail ?? "").ShouldNotContain(QwenStandIn.ApiKey);
    }

    [Fact]
    public async Task What_is_new_is_passed_over()
    {
        _vendor.Script = new() { Day = DashScopeDay.New };

        (await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token))[^1].Text.ShouldBe("打开客厅的灯。");
    }

    [Theory]
    [InlineData(DashScopeDay.SilentAtStart)]
    [InlineData(DashScopeDay.SilentAtEnd)]
    public async Task A_vendor_that_hangs_is_given_up(DashScopeDay day)
    {
        _vendor.Script = new() { Day = day };
        var hearing = Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Calls is [var call] && (day == DashScopeDay.SilentAtStart || call.IsComplete));

        await AdvanceWhileAsync(() => !hearing.IsCompleted, TimeSpan.FromSeconds(5));

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

        await Recognizer(Options() with { Url = new($"ws://127.0.0.1:{closed.Number}/api-ws/v1/realtime") })
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

    private QwenSpeechRecognizer Recognizer(QwenRecognizerOptions? options = null) => new(options ?? Options(), Vendor.Context(time: _time));

    private QwenRecognizerOptions Options() => new() { Url = _vendor.Url, Key = QwenStandIn.ApiKey };

    private IAsyncEnumerator<Transcript> Hear(QwenSpeechRecognizer recognizer, SpokenAudio audio) =>
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
