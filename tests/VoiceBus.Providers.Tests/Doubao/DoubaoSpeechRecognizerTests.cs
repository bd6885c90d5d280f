using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Doubao;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Tests.Recognition;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoSpeechRecognizerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _deadline = new(_timeout);
    private DoubaoStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DoubaoStandIn.StartAsync();

    public Task DisposeAsync() => _vendor.DisposeAsync().AsTask();

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task Words_come_through_partials_first()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);

        audio.Speak(450);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        audio.Speak(450);
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开客厅的灯");
        audio.End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。");
        (await transcripts.MoveNextAsync()).ShouldBeFalse();
        var heard = _vendor.Utterances.Single();
        heard.Pcm.ToArray().ShouldBe(audio.Pcm);
        heard.Packets.ShouldBe([6_400, 6_400, 6_400, 6_400, 3_200, 0]);
    }

    [Theory]
    [InlineData(true, null, false, false)]
    [InlineData(true, true, false, false)]
    [InlineData(false, false, false, false)]
    [InlineData(false, true, true, false)]
    [InlineData(true, true, false, true)]
    public async Task Every_dialect_of_the_answers_is_understood(bool sequence, bool? gzip, bool list, bool negative)
    {
        _vendor.Hearing = new() { Sequence = sequence, Gzip = gzip, ResultIsList = list, NegativeLast = negative };

        (await Recognizer().HearAsync(SpokenAudio.Of(1_000), _deadline.Token))[^1].ShouldBe(new Transcript("打开客厅的灯。", TranscriptKind.Final));
    }

    [Theory]
    [InlineData("bigmodel", false)]
    [InlineData("bigmodel_async", true)]
    [InlineData("bigmodel_nostream", true)]
    public async Task Every_mode_takes_audio_compressed_or_not(string mode, bool gzip)
    {
        var audio = SpokenAudio.Of(500);

        (await Recognizer(Options() with { Url = _vendor.RecognitionUrl(mode), Gzip = gzip }).HearAsync(audio, _deadline.Token))[^1].Kind.ShouldBe(TranscriptKind.Final);

        _vendor.Utterances.Single().Pcm.ToArray().ShouldBe(audio.Pcm);
    }

    [Fact]
    public async Task Says_what_was_configured_and_asked()
    {
        var options = Options() with
        {
            Url = _vendor.RecognitionUrl("bigmodel_nostream"),
            EnableItn = false,
            EnablePunc = false,
            EnableDdc = true,
            EnableNonstream = true,
            EndWindowSize = 300,
            ForceToSpeechTime = 1000,
            BoostingTableName = "names",
            CorrectTableName = "homophones",
        };

        await Recognizer(options).HearAsync(SpokenAudio.Of(300), _deadline.Token, new RecognitionRequest("ja-JP", true) { HotWords = ["小智", "VoiceBus"] });

        var sent = _vendor.Utterances.Single().Request;
        sent.GetProperty("user").GetProperty("uid").GetString().ShouldNotBeNullOrEmpty();
        sent.GetProperty("audio").ToString().ShouldBe("""{"format":"pcm","codec":"raw","rate":16000,"bits":16,"channel":1,"language":"ja-JP"}""");
        var request = sent.GetProperty("request");
        request.GetProperty("model_name").GetString().ShouldBe("bigmodel");
        request.GetProperty("result_type").GetString().ShouldBe("full");
        request.GetProperty("enable_itn").GetBoolean().ShouldBeFalse();
        request.GetProperty("enable_punc").GetBoolean().ShouldBeFalse();
        request.GetProperty("enable_ddc").GetBoolean().ShouldBeTrue();
        request.GetProperty("enable_nonstream").GetBoolean().ShouldBeTrue();
        request.GetProperty("end_window_size").GetInt32().ShouldBe(300);
        request.GetProperty("force_to_speech_time").GetInt32().ShouldBe(1000);
        var corpus = request.GetProperty("corpus");
        corpus.GetProperty("boosting_table_name").GetString().ShouldBe("names");
        corpus.GetProperty("correct_table_name").GetString().ShouldBe("homophones");
        JsonElement.Parse(corpus.GetProperty("context").GetString()!).GetProperty("hotwords").EnumerateArray()
            .Select(static word => word.GetProperty("word").GetString()).ShouldBe(["小智", "VoiceBus"]);
    }

    [Fact]
    public async Task Either_console_s_credentials_open_the_door()
    {
        await Recognizer().HearAsync(SpokenAudio.Of(200), _deadline.Token);
        await Recognizer(Options() with { Key = null, AppId = DoubaoStandIn.AppId, AccessToken = DoubaoStandIn.AccessToken }).HearAsync(SpokenAudio.Of(200), _deadline.Token);

        _vendor.Server.Sockets[0].Headers.ContainsKey("X-Api-App-Key").ShouldBeFalse();
        _vendor.Server.Sockets[1].Headers.ContainsKey("X-Api-Key").ShouldBeFalse();
    }

    [Fact]
    public async Task No_audio_is_sent_before_the_parameters_are_accepted()
    {
        var ready = new TaskCompletionSource();
        _vendor.Hearing = new() { Ready = ready.Task };
        var hearing = Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Utterances is [{ Request.ValueKind: JsonValueKind.Object }]);

        ready.SetResult();

        (await hearing)[^1].Text.ShouldBe("打开客厅的灯。");
    }

    [Fact]
    public async Task Silence_opens_no_connection()
    {
        (await Recognizer().HearAsync(new SpokenAudio().Pause().End(), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);

        _vendor.Server.Handshakes.ShouldBe(0);
    }

    [Fact]
    public async Task At_a_pause_the_text_of_all_audio_is_told_at_once()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(Options() with { Url = _vendor.RecognitionUrl("bigmodel"), PauseSilence = TimeSpan.Zero }), audio);

        audio.Speak(850).Pause();
        (await transcripts.UntilAsync(TranscriptKind.AtPause)).Text.ShouldBe("打开客厅的灯");
        audio.Speak(200).End();

        (await transcripts.UntilAsync(TranscriptKind.Final)).Text.ShouldBe("打开客厅的灯。");
        _vendor.Utterances.Single().Pcm.ToArray().ShouldBe(audio.Pcm);
    }

    [Fact]
    public async Task At_a_pause_the_text_that_has_settled_is_told()
    {
        _vendor.Hearing = new() { Heard = [(400, "打开")] };
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(), audio);
        audio.Speak(850).Pause();
        (await transcripts.UntilAsync(TranscriptKind.Partial)).Text.ShouldBe("打开");
        var settled = transcripts.UntilAsync(TranscriptKind.AtPause);
        await Eventually.TrueAsync(() => _vendor.Utterances.Single().Pcm.Count == audio.Pcm.Length + 6_400);

        settled.IsCompleted.ShouldBeFalse();
        await AdvanceUntilAsync(settled, TimeSpan.FromMilliseconds(50));

        (await settled).Text.ShouldBe("打开");
        audio.End();
    }

    [Fact]
    public async Task A_long_pause_is_filled_with_silence_before_the_vendor_gives_up()
    {
        var audio = new SpokenAudio();
        await using var transcripts = Hear(Recognizer(Options() with { PauseSilence = TimeSpan.Zero }), audio);
        audio.Speak(400).Pause();
        // The vendor may have answered before the pause came: then its text has to settle.
        var paused = transcripts.UntilAsync(TranscriptKind.AtPause);
        await AdvanceUntilAsync(paused, TimeSpan.FromMilliseconds(50));
        await paused;
        var next = transcripts.UntilAsync(TranscriptKind.Final);

        await AdvanceWhileAsync(() => _vendor.Utterances.Single().Pcm.Count < audio.Pcm.Length + (2 * 6_400), TimeSpan.FromSeconds(4));

        _vendor.Utterances.Single().Pcm.Skip(audio.Pcm.Length).ShouldAllBe(static sample => sample == 0);
        audio.End();
        (await next).Text.ShouldBe("打开客厅的灯。");
    }

    [Fact]
    public async Task Who_wants_no_partials_gets_none()
    {
        (await Recognizer().HearAsync(SpokenAudio.Of(1_000), _deadline.Token, new RecognitionRequest(null, false)))
            .ShouldBe([new Transcript("打开客厅的灯。", TranscriptKind.Final)]);
    }

    [Fact]
    public async Task A_cancel_hangs_up()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var audio = new SpokenAudio().Speak(400);
        var hearing = Recognizer().HearAsync(audio, leave.Token);
        await Eventually.TrueAsync(() => _vendor.Server.Sockets.Count == 1);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => hearing);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task Who_stops_reading_hangs_up()
    {
        await foreach (var transcript in Recognizer().RecognizeAsync(new RecognitionRequest(null, true), new SpokenAudio().Speak(500).Frames(), _deadline.Token))
            break;

        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task Audio_that_breaks_off_is_no_fault_of_the_vendor()
    {
        var audio = new SpokenAudio().Speak(400);
        var hearing = Recognizer().HearAsync(audio, _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Utterances is [{ Packets.Count: > 0 }]);

        audio.Break();

        await Should.ThrowAsync<IOException>(() => hearing);
    }

    [Theory]
    [InlineData(45000001u, FailureKind.BadRequest, true, "options")]
    [InlineData(45000010u, FailureKind.Unauthorized, false, "key")]
    [InlineData(45000030u, FailureKind.Unauthorized, false, "resource_id")]
    [InlineData(45000081u, FailureKind.Timeout, true, "keep_alive")]
    [InlineData(45000151u, FailureKind.BadRequest, true, "format")]
    [InlineData(45999999u, FailureKind.BadRequest, true, "options")]
    [InlineData(55000031u, FailureKind.Unavailable, true, "overloaded")]
    [InlineData(55012345u, FailureKind.Unavailable, true, "trouble")]
    [InlineData(77u, FailureKind.BadResponse, true, "77")]
    public async Task Each_code_has_its_meaning_and_its_remedy(uint code, FailureKind kind, bool retryable, string remedy)
    {
        foreach (var day in new[] { DoubaoDay.ErrorAtStart, DoubaoDay.ErrorWithin, DoubaoDay.CodeInAnswer })
        {
            _vendor.Hearing = new() { Day = day, Code = code, Message = $"so it is with {DoubaoStandIn.ApiKey}" };

            var failure = await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(kind, retryable);

            failure.Message.ShouldContain(remedy);
            failure.Message.ShouldContain($"{code}");
            failure.Detail.ShouldNotBeNull().ShouldContain("so it is");
            failure.Detail.ShouldContain("202407261553070FACFE6D19421815D605");
            failure.Detail.ShouldNotContain(DoubaoStandIn.ApiKey);
        }
    }

    [Theory]
    [InlineData(DoubaoDay.ErrorWithin, 45000002u)]
    [InlineData(DoubaoDay.CodeInAnswer, 1013u)]
    [InlineData(DoubaoDay.Empty, 0u)]
    public async Task Nothing_understood_is_an_empty_transcript(DoubaoDay day, uint code)
    {
        _vendor.Hearing = new() { Day = day, Code = code, Heard = [] };

        (await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token)).ShouldBe([new Transcript("", TranscriptKind.Final)]);
    }

    [Theory]
    [InlineData(DoubaoDay.Cut, FailureKind.BadResponse)]
    [InlineData(DoubaoDay.Close, FailureKind.Unavailable)]
    [InlineData(DoubaoDay.Garbage, FailureKind.BadResponse)]
    [InlineData(DoubaoDay.Words, FailureKind.BadResponse)]
    public async Task A_broken_conversation_is_retryable(DoubaoDay day, FailureKind kind)
    {
        _vendor.Hearing = new() { Day = day };

        await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token).ShouldFailAsync(kind, retryable: true);
    }

    [Fact]
    public async Task What_is_new_in_an_answer_is_passed_over()
    {
        _vendor.Hearing = new() { Day = DoubaoDay.New };

        (await Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token))[^1].Text.ShouldBe("打开客厅的灯。");
    }

    [Theory]
    [InlineData(DoubaoDay.SilentAtStart, 5)]
    [InlineData(DoubaoDay.SilentAtEnd, 8)]
    public async Task A_vendor_that_hangs_is_given_up(DoubaoDay day, int seconds)
    {
        _vendor.Hearing = new() { Day = day };
        var hearing = Recognizer().HearAsync(SpokenAudio.Of(600), _deadline.Token);
        await Eventually.TrueAsync(() => _vendor.Utterances is [var one] && (day == DoubaoDay.SilentAtStart ? one.Request.ValueKind == JsonValueKind.Object : one.IsComplete));

        await AdvanceUntilAsync(hearing, TimeSpan.FromSeconds(seconds));

        await hearing.ShouldFailAsync(FailureKind.Timeout, retryable: true);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Theory]
    [InlineData("wrong-key", "volc.bigasr.sauc.duration", 401)]
    [InlineData(DoubaoStandIn.ApiKey, "volc.other", 403)]
    public async Task A_refused_door_says_what_to_check(string key, string resource, int status)
    {
        var failure = await Recognizer(Options() with { Key = key, ResourceId = resource })
            .HearAsync(SpokenAudio.Of(200), _deadline.Token).ShouldFailAsync(FailureKind.Unauthorized, retryable: false);

        failure.Message.ShouldContain($"{status}");
        failure.Detail.ShouldNotBeNull().ShouldContain("grant");
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        using var closed = new ClosedPort();

        await Recognizer(Options() with { Url = new($"ws://127.0.0.1:{closed.Number}/api/v3/sauc/bigmodel") })
            .HearAsync(SpokenAudio.Of(200), _deadline.Token).ShouldFailAsync(FailureKind.Unavailable, retryable: true);
    }

    [Fact]
    public async Task Audio_of_another_rate_is_refused()
    {
        (await Recognizer().HearAsync(new SpokenAudio().Speak(60, 24_000).End(), _deadline.Token).ShouldFailAsync(FailureKind.BadRequest, retryable: false))
            .Message.ShouldContain("16000");
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

    private DoubaoSpeechRecognizer Recognizer(DoubaoRecognizerOptions? options = null) => new(options ?? Options(), Vendor.Context(time: _time));

    private DoubaoRecognizerOptions Options() => new() { Url = _vendor.RecognitionUrl(), Key = DoubaoStandIn.ApiKey };

    private IAsyncEnumerator<Transcript> Hear(DoubaoSpeechRecognizer recognizer, SpokenAudio audio) =>
        recognizer.RecognizeAsync(new RecognitionRequest(null, true), audio.Frames(), _deadline.Token).GetAsyncEnumerator(_deadline.Token);

    // A deadline is armed a moment after what the test can see.
    private Task AdvanceUntilAsync(Task done, TimeSpan step) => AdvanceWhileAsync(() => !done.IsCompleted, step);

    private async Task AdvanceWhileAsync(Func<bool> waiting, TimeSpan step) => await Eventually.TrueAsync(() =>
    {
        if (!waiting())
            return true;
        _time.Advance(step);
        return false;
    });
}
