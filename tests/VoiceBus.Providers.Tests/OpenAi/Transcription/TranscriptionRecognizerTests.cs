using System.Text;
using System.Threading.Channels;
using VoiceBus.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Providers.OpenAi.Transcription;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi.Transcription;

public sealed class TranscriptionRecognizerTests : IAsyncLifetime, IDisposable
{
    private const int Rate = 16_000;
    private static readonly RecognitionRequest _request = new("en-US", WantPartials: true);
    private static readonly short[] _second = Tones.Sine(300, Rate, Rate);
    private readonly VendorRig _rig = new();
    private FakeOpenAiAudio _server = null!;

    public async Task InitializeAsync() => _server = await FakeOpenAiAudio.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task An_utterance_comes_through_as_a_file_and_its_words_come_back()
    {
        var transcripts = await RecognizeAsync(Options(), _request with { HotWords = ["VoiceBus", "小智"] });

        transcripts.ShouldBe([new("hello stand-in", TranscriptKind.Final)]);
        var asked = _server.Requests.Single();
        asked.Form["model"].ShouldBe("gpt-4o-mini-transcribe");
        asked.Form["language"].ShouldBe("en");
        asked.Form["prompt"].ShouldBe("A talk. VoiceBus, 小智");
        asked.Form["response_format"].ShouldBe("json");
        asked.Files.Single().FileName.ShouldBe("speech.wav");
        var wav = VoiceBus.Audio.WavFile.Parse(asked.Files.Single().Bytes);
        wav.SampleRate.ShouldBe(Rate);
        wav.Samples.ShouldBe(_second);
    }

    [Fact]
    public async Task Words_come_as_they_are_recognised_where_that_is_asked_for()
    {
        var transcripts = await RecognizeAsync(Options() with { Stream = true });

        transcripts.ShouldBe([
            new("hello", TranscriptKind.Partial), new("hello stand", TranscriptKind.Partial), new("hello stand-in", TranscriptKind.Partial),
            new("hello stand-in", TranscriptKind.Final)]);
    }

    [Theory]
    [InlineData("data: {\"id\":\"1\",\"object\":\"transcription.chunk\",\"choices\":[{\"delta\":{\"content\":\"hello\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\" you\"}}]}\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"text\":\"hello\"}\n\ndata: {\"text\":\" you\"}\n\n")]
    [InlineData(": ping\n\nevent: x\ndata: {\"type\":\"news\",\"x\":1}\n\ndata: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\ndata: {\"type\":\"transcript.text.done\",\"text\":\"<|en|><|NEUTRAL|>hello you\"}\n\n")]
    public async Task Other_servers_ways_to_stream_are_understood(string stream)
    {
        _server.Script(BadDay.Answer(200, stream, "text/event-stream"));
        (await RecognizeAsync(Options() with { Stream = true }))[^1].ShouldBe(new Transcript("hello you", TranscriptKind.Final));
    }

    [Fact]
    public async Task An_answer_that_says_it_is_over_is_over()
    {
        _server.Script(BadDay.HangAfter("text/event-stream", "data: {\"type\":\"transcript.text.done\",\"text\":\"hello\"}\n\n"u8.ToArray()));
        (await RecognizeAsync(Options() with { Stream = true })).ShouldBe([new("hello", TranscriptKind.Final)]);
        await _server.Requests[0].Closed.WaitAsync(_rig.Token);
    }

    [Fact]
    public async Task Words_are_there_before_the_answer_is_whole()
    {
        var then = new TaskCompletionSource();
        _server.Script(BadDay.Slowly(
            "text/event-stream",
            then.Task,
            "data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\n"u8.ToArray(),
            "data: {\"type\":\"transcript.text.done\",\"text\":\"hello\"}\n\n"u8.ToArray()));
        await using var recognizer = new TranscriptionRecognizer("whisper", Options() with { Stream = true }, _rig.Http);
        await using var transcripts = recognizer.RecognizeAsync(_request, AudioStreams.Frames(_second), _rig.Token).GetAsyncEnumerator();

        (await transcripts.MoveNextAsync()).ShouldBeTrue();
        transcripts.Current.ShouldBe(new Transcript("hel", TranscriptKind.Partial));
        then.SetResult();
        (await transcripts.MoveNextAsync()).ShouldBeTrue();
        transcripts.Current.ShouldBe(new Transcript("hello", TranscriptKind.Final));
    }

    [Fact]
    public async Task A_model_that_ignores_streaming_answers_at_once()
    {
        (await RecognizeAsync(Options() with { Model = "whisper-1", Stream = true })).ShouldBe([new("hello stand-in", TranscriptKind.Final)]);
    }

    [Fact]
    public async Task At_a_pause_it_is_recognised_early_and_that_is_the_end_if_nothing_more_is_said()
    {
        var audio = Channel.CreateUnbounded<AudioFrame>();
        audio.Writer.TryWrite(AudioFrame.Copy(_second, Rate));
        audio.Writer.TryWrite(AudioFrame.Pause);
        await using var recognizer = new TranscriptionRecognizer("whisper", Options(), _rig.Http);
        await using var transcripts = recognizer.RecognizeAsync(_request, audio.Reader.ReadAllAsync(_rig.Token), _rig.Token).GetAsyncEnumerator();

        (await transcripts.MoveNextAsync()).ShouldBeTrue();
        transcripts.Current.ShouldBe(new Transcript("hello stand-in", TranscriptKind.AtPause));
        audio.Writer.Complete();
        (await transcripts.MoveNextAsync()).ShouldBeTrue();
        transcripts.Current.ShouldBe(new Transcript("hello stand-in", TranscriptKind.Final));
        (await transcripts.MoveNextAsync()).ShouldBeFalse();
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_asked_at_a_pause_is_hung_up_when_more_is_said_and_the_whole_is_asked_at_the_end()
    {
        _server.Script(BadDay.Hang());
        var audio = Channel.CreateUnbounded<AudioFrame>();
        audio.Writer.TryWrite(AudioFrame.Copy(_second, Rate));
        audio.Writer.TryWrite(AudioFrame.Pause);
        await using var recognizer = new TranscriptionRecognizer("whisper", Options(), _rig.Http);
        await using var transcripts = recognizer.RecognizeAsync(_request, audio.Reader.ReadAllAsync(_rig.Token), _rig.Token).GetAsyncEnumerator();
        var first = transcripts.MoveNextAsync().AsTask();
        var early = await _server.NextRequestAsync(_rig.Token);

        audio.Writer.TryWrite(AudioFrame.Copy(_second, Rate));
        await early.Closed.WaitAsync(_rig.Token);
        audio.Writer.Complete();

        (await first).ShouldBeTrue();
        transcripts.Current.ShouldBe(new Transcript("hello stand-in", TranscriptKind.Final));
        VoiceBus.Audio.WavFile.Parse(_server.Requests[1].Files.Single().Bytes).Samples.Length.ShouldBe(2 * Rate);
    }

    [Fact]
    public async Task Who_pays_by_the_request_is_asked_once_an_utterance()
    {
        await RecognizeAsync(Options() with { Early = false }, _request, [AudioFrame.Copy(_second, Rate), AudioFrame.Pause, AudioFrame.Copy(_second, Rate), AudioFrame.Pause]);
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Less_than_a_tenth_of_a_second_is_nothing_and_nobody_is_asked()
    {
        (await RecognizeAsync(Options(), _request, [AudioFrame.Copy(_second.AsSpan(0, 1000), Rate), AudioFrame.Pause])).ShouldBe([new("", TranscriptKind.Final)]);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_utterances_share_a_connection()
    {
        await RecognizeAsync(Options() with { Stream = true });
        await RecognizeAsync(Options());
        _server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Who_leaves_hangs_up()
    {
        _server.Script(BadDay.Hang());
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_rig.Token);
        var recognizing = RecognizeAsync(Options(), _request, null, leave.Token);
        var asked = await _server.NextRequestAsync(_rig.Token);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(recognizing);
        await asked.Closed.WaitAsync(_rig.Token);
    }

    [Fact]
    public async Task A_refused_key_says_so_and_not_which()
    {
        var failure = await FailAsync(Options() with { Key = "sk-wrong-and-secret" });
        failure.Kind.ShouldBe(FailureKind.Unauthorized);
        failure.Retryable.ShouldBeFalse();
        failure.Message.ShouldBe("whisper refused the credentials (401, invalid_api_key): check the key");
        failure.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task An_unknown_model_says_where_to_look()
    {
        var failure = await FailAsync(Options() with { Model = "whisper-9" });
        failure.Kind.ShouldBe(FailureKind.BadRequest);
        failure.Message.ShouldContain("check the address and the model");
        failure.Detail.ShouldBe("The model `whisper-9` does not exist.");
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("Retry-After", "7", 7)]
    public async Task Who_asks_to_be_left_alone_is(string header, string value, double seconds)
    {
        _server.Script(BadDay.Answer(429, """{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""", headers: (header, value)));
        var failure = await FailAsync(Options());
        failure.Kind.ShouldBe(FailureKind.RateLimited);
        failure.Retryable.ShouldBeTrue();
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(422, """{"detail":[{"loc":["body","model"],"msg":"Field required"}]}""", FailureKind.BadRequest, false)]
    [InlineData(503, "<html>", FailureKind.Unavailable, true)]
    [InlineData(307, "", FailureKind.BadResponse, true)]
    [InlineData(200, """{"code":20012,"message":"Model does not exist"}""", FailureKind.BadResponse, true)]
    [InlineData(200, "not json", FailureKind.BadResponse, true)]
    [InlineData(200, "", FailureKind.BadResponse, true)]
    public async Task Every_bad_answer_has_its_name(int status, string body, FailureKind kind, bool retryable)
    {
        _server.Script(BadDay.Answer(status, body));
        var failure = await FailAsync(Options());
        failure.Kind.ShouldBe(kind);
        failure.Retryable.ShouldBe(retryable);
    }

    [Theory]
    [InlineData("data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\n")]
    [InlineData("data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\ndata: {\"error\":{\"message\":\"boom\"}}\n\n")]
    [InlineData("data: {\n\n")]
    public async Task A_stream_that_is_not_whole_is_no_transcript(string stream)
    {
        _server.Script(BadDay.Answer(200, stream, "text/event-stream"));
        (await FailAsync(Options() with { Stream = true })).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Fact]
    public async Task A_cut_connection_is_a_bad_answer()
    {
        _server.Script(BadDay.CutAfter("application/json", Encoding.UTF8.GetBytes("{\"text\":")));
        var failure = await FailAsync(Options());
        failure.Kind.ShouldBe(FailureKind.BadResponse);
        failure.Message.ShouldStartWith("whisper broke off");
    }

    [Fact]
    public async Task Silence_ends_at_its_deadline_before_and_within_an_answer()
    {
        _server.Script(BadDay.Hang(), BadDay.HangAfter("text/event-stream", "data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\n"u8.ToArray()));
        (await FailAsync(Options() with { AnswerTimeout = VendorRig.Soon })).Message.ShouldBe("whisper said nothing for 0.05 s");
        var within = await FailAsync(Options() with { Stream = true, IdleTimeout = VendorRig.Soon });
        within.Kind.ShouldBe(FailureKind.Timeout);
        within.Message.ShouldBe("whisper fell silent for 0.05 s");
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        using var closed = new ClosedPort();
        var failure = await FailAsync(Options() with { Url = new Uri($"http://127.0.0.1:{closed.Number}/v1") });
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("check the address");
    }

    private async Task<ProviderException> FailAsync(TranscriptionOptions options) => await Should.ThrowAsync<ProviderException>(() => RecognizeAsync(options));

    private Task<List<Transcript>> RecognizeAsync(TranscriptionOptions options, RecognitionRequest? request = null, AudioFrame[]? frames = null) =>
        RecognizeAsync(options, request ?? _request, frames, _rig.Token);

    private async Task<List<Transcript>> RecognizeAsync(TranscriptionOptions options, RecognitionRequest request, AudioFrame[]? frames, CancellationToken token)
    {
        await using var recognizer = new TranscriptionRecognizer("whisper", options, _rig.Http);
        var transcripts = new List<Transcript>();
        await foreach (var transcript in recognizer.RecognizeAsync(request, frames is null ? AudioStreams.Frames(_second) : ListedAsync(frames), token))
            transcripts.Add(transcript);
        return transcripts;
    }

    private static async IAsyncEnumerable<AudioFrame> ListedAsync(AudioFrame[] frames)
    {
        await Task.CompletedTask;
        foreach (var frame in frames)
            yield return frame;
    }

    private TranscriptionOptions Options() => new() { Url = _server.Url, Model = "gpt-4o-mini-transcribe", Key = FakeOpenAiAudio.Key, Prompt = "A talk." };
}
