using System.Diagnostics;
using System.Text.Json;
using VoiceBus.Core.Services;
using VoiceBus.Providers.OpenAi.Speech;
using VoiceBus.Providers.Sound;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi.Speech;

public sealed class SpeechSynthesizerTests : IAsyncLifetime, IDisposable
{
    private static readonly SynthesisRequest _request = new("Hello there.", Voice: "nova");
    private readonly VendorRig _rig = new();
    private FakeOpenAiAudio _server = null!;

    public async Task InitializeAsync() => _server = await FakeOpenAiAudio.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(SoundFormat.Wav)]
    [InlineData(SoundFormat.Pcm)]
    public async Task The_sound_comes_through_as_it_is(SoundFormat format)
    {
        var spoken = await SpeakAsync(Options() with { Format = format });
        spoken.SampleRate.ShouldBe(24_000);
        spoken.Samples.ShouldBe(FakeOpenAiAudio.Speech);
    }

    [Theory]
    [InlineData(SoundFormat.Mp3)]
    [InlineData(SoundFormat.Opus)]
    [InlineData(SoundFormat.Auto)]
    public async Task Coded_sound_is_decoded(SoundFormat format)
    {
        var spoken = await SpeakAsync(Options() with { Format = format });
        Tones.FrequencyOf(spoken.Samples.AsSpan(0, 22_000), spoken.SampleRate).ShouldBe(440, 3);
    }

    [Theory]
    [InlineData(SoundFormat.Wav)]
    [InlineData(SoundFormat.Pcm)]
    public async Task Sound_in_events_is_the_same_sound(SoundFormat format) =>
        (await SpeakAsync(Options() with { Events = true, Format = format })).Samples.ShouldBe(FakeOpenAiAudio.Speech);

    [Fact]
    public async Task Pcm_has_the_rate_it_was_asked_for()
    {
        var spoken = await SpeakAsync(Options() with { Format = SoundFormat.Pcm, SampleRate = 16_000 });
        spoken.SampleRate.ShouldBe(16_000);
        Tones.FrequencyOf(spoken.Samples, 16_000).ShouldBe(440, 3);
    }

    [Fact]
    public async Task Pcm_has_the_rate_the_answer_tells()
    {
        _server.Script(BadDay.Pieces("audio/pcm;rate=32000", Tones.Bytes(FakeOpenAiAudio.Speech)));
        (await SpeakAsync(Options() with { Format = SoundFormat.Pcm })).SampleRate.ShouldBe(32_000);
    }

    [Fact]
    public async Task What_was_configured_and_asked_is_sent()
    {
        _server.Script(BadDay.Pieces("audio/wav", Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000)));
        await SpeakAsync(
            Options() with
            {
                Instructions = "Be kind.",
                Speed = 1.5,
                SampleRate = 24_000,
                Events = true,
                ExtraBody = JsonElement.Parse("""{"gain":3,"voice":null}"""),
                Headers = new Dictionary<string, string> { ["X-Team"] = "voice" },
            },
            _request with { Speed = 0.8 });

        var asked = _server.Requests.Single();
        asked.Path.ShouldBe("/v1/audio/speech");
        asked.Headers["X-Team"].ShouldBe("voice");
        JsonElement.DeepEquals(asked.Json, JsonElement.Parse(
            """{"model":"tts","input":"Hello there.","response_format":"wav","sample_rate":24000,"speed":0.8,"instructions":"Be kind.","stream_format":"sse","gain":3}""")).ShouldBeTrue(asked.Json.ToString());
    }

    [Fact]
    public async Task The_configured_voice_speaks_where_nobody_names_one()
    {
        await SpeakAsync(Options(), _request with { Voice = null });
        _server.Requests.Single().Json.GetProperty("voice").GetString().ShouldBe("alloy");
    }

    [Fact]
    public async Task The_first_frame_is_there_before_the_answer_is_whole()
    {
        var then = new TaskCompletionSource();
        var wav = Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000);
        _server.Script(BadDay.Slowly("audio/wav", then.Task, wav[..5000], wav[5000..]));
        await using var voice = new SpeechSynthesizer("voice", Options(), _rig.Http);
        await using var frames = voice.SynthesizeAsync(_request, _rig.Token).GetAsyncEnumerator();

        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();
        then.SetResult();
        var samples = frames.Current.Length;
        while (await frames.MoveNextAsync())
            using (frames.Current)
                samples += frames.Current.Length;
        samples.ShouldBe(FakeOpenAiAudio.Speech.Length);
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_hangs_up_at_once()
    {
        _server.Script(BadDay.HangAfter("audio/wav", Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000)));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_rig.Token);
        await using var voice = new SpeechSynthesizer("voice", Options(), _rig.Http);
        await using var frames = voice.SynthesizeAsync(_request, leave.Token).GetAsyncEnumerator();
        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();
        var asked = await _server.NextRequestAsync(_rig.Token);
        var from = Stopwatch.GetTimestamp();

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await frames.MoveNextAsync())
                frames.Current.Dispose();
        });
        await asked.Closed.WaitAsync(_rig.Token);

        // 50 ms are aimed at; a busy machine gets more.
        Stopwatch.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Sentences_share_a_connection_whatever_their_form()
    {
        await SpeakAsync(Options());
        await SpeakAsync(Options() with { Events = true });
        await SpeakAsync(Options() with { Format = SoundFormat.Pcm });
        _server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Events_that_say_they_are_over_are_over()
    {
        var audio = Convert.ToBase64String(Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000));
        _server.Script(BadDay.HangAfter(
            "text/event-stream", System.Text.Encoding.UTF8.GetBytes($"data: {{\"type\":\"speech.audio.delta\",\"audio\":\"{audio}\"}}\n\ndata: {{\"type\":\"speech.audio.done\"}}\n\n")));
        (await SpeakAsync(Options() with { Events = true })).Samples.ShouldBe(FakeOpenAiAudio.Speech);
    }

    [Fact]
    public async Task Marks_alone_are_not_sent()
    {
        (await SpeakAsync(Options(), new SynthesisRequest("…!"))).Samples.ShouldBeEmpty();
        _server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"bad key","code":"invalid_api_key"}}""", FailureKind.Unauthorized, false, "check the key")]
    [InlineData(400, """{"detail":{"error":"validation_error","message":"Voice not found"}}""", FailureKind.BadRequest, false, "check the provider's options")]
    [InlineData(429, "", FailureKind.RateLimited, true, "left alone")]
    [InlineData(500, "", FailureKind.Unavailable, true, "in trouble")]
    [InlineData(200, """{"code":20012,"message":"Model does not exist"}""", FailureKind.BadResponse, true, "instead of speaking (20012)")]
    [InlineData(200, "", FailureKind.BadResponse, true, "instead of speaking")]
    public async Task Every_refusal_has_its_name(int status, string body, FailureKind kind, bool retryable, string words)
    {
        _server.Script(BadDay.Answer(status, body));
        var failure = await FailAsync(Options());
        (failure.Kind, failure.Retryable).ShouldBe((kind, retryable));
        failure.Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_wrong_key_is_not_shown()
    {
        _server.Script(BadDay.Answer(401, """{"error":{"message":"Incorrect API key provided: sk-hidden-1234."}}"""));
        var failure = await FailAsync(Options() with { Key = "sk-hidden-1234" });
        failure.Detail.ShouldBe("Incorrect API key provided: ***.");
    }

    [Theory]
    [InlineData("Bearer sk-hidden-1234")]
    [InlineData(" sk-hidden-1234\n")]
    public async Task A_key_is_sent_and_hidden_however_it_was_pasted(string pasted)
    {
        _server.Script(BadDay.Answer(401, """{"error":{"message":"Incorrect API key provided: sk-hidden-1234."}}"""));
        var failure = await FailAsync(Options() with { Key = pasted });
        failure.Detail.ShouldBe("Incorrect API key provided: ***.");
        _server.Requests[^1].Headers["Authorization"].ToString().ShouldBe("Bearer sk-hidden-1234");
    }

    [Fact]
    public async Task A_late_cut_is_a_bad_answer_after_the_sound_that_came()
    {
        var then = new TaskCompletionSource();
        _server.Script(BadDay.CutWhen(then.Task, "audio/wav", Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000)));
        await using var voice = new SpeechSynthesizer("voice", Options(), _rig.Http);
        var samples = 0;
        var failure = await Should.ThrowAsync<ProviderException>(async () =>
        {
            await foreach (var frame in voice.SynthesizeAsync(_request, _rig.Token))
                using (frame)
                {
                    samples += frame.Length;
                    then.TrySetResult();
                }
        });
        failure.Kind.ShouldBe(FailureKind.BadResponse);
        failure.Message.ShouldBe("voice broke off in the middle of its answer");
        samples.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("text/event-stream", "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n")]
    [InlineData("text/event-stream", "data: {\"type\":\"speech.audio.delta\",\"audio\":\"!\"}\n\n")]
    [InlineData("text/event-stream", "data: {\"error\":{\"message\":\"boom\"}}\n\n")]
    [InlineData("audio/wav", "<html>")]
    [InlineData("audio/wav", "")]
    public async Task What_is_no_whole_sound_is_a_bad_answer(string type, string body)
    {
        _server.Script(BadDay.Answer(200, body, type));
        (await FailAsync(Options())).Kind.ShouldBe(FailureKind.BadResponse);
    }

    [Theory]
    [InlineData("rate_limit_exceeded", FailureKind.RateLimited)]
    [InlineData("invalid_api_key", FailureKind.Unauthorized)]
    [InlineData("overheated", FailureKind.BadResponse)]
    public async Task An_error_within_the_stream_has_the_kind_of_its_code(string code, FailureKind kind)
    {
        _server.Script(BadDay.Answer(200, $"data: {{\"error\":{{\"code\":\"{code}\",\"message\":\"no\"}}}}\n\n", "text/event-stream"));
        var failure = await FailAsync(Options());
        (failure.Kind, failure.Detail).ShouldBe((kind, "no"));
        failure.Message.ShouldContain(code);
    }

    [Fact]
    public async Task An_event_of_endless_lines_is_broken_off()
    {
        var lines = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"type\":\"x\",\n", 5000)));
        _server.Script(BadDay.Of(async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            while (true)
                await context.Response.Body.WriteAsync(lines, context.RequestAborted);
        }));
        (await FailAsync(Options())).Message.ShouldContain("an event of more than");
    }

    [Fact]
    public async Task The_last_event_needs_no_empty_line()
    {
        _server.Script(BadDay.Answer(200, "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAAAAAA\"}\n\ndata: [DONE]", "text/event-stream"));
        (await SpeakAsync(Options() with { Format = SoundFormat.Pcm })).Samples.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Silence_ends_at_its_deadline_before_and_within_the_speech()
    {
        _server.Script(BadDay.Hang(), BadDay.HangAfter("audio/wav", Tones.StreamedWav(FakeOpenAiAudio.Speech, 24_000)));
        (await FailAsync(Options() with { FirstAudioTimeout = VendorRig.Soon })).Message.ShouldBe("voice said nothing for 0.05 s");
        (await FailAsync(Options() with { IdleTimeout = VendorRig.Soon })).Message.ShouldBe("voice fell silent for 0.05 s");
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        using var closed = new ClosedPort();
        (await FailAsync(Options() with { Url = new Uri($"http://127.0.0.1:{closed.Number}/v1") })).Kind.ShouldBe(FailureKind.Unavailable);
    }

    private async Task<ProviderException> FailAsync(SpeechOptions options) => await Should.ThrowAsync<ProviderException>(() => SpeakAsync(options));

    private async Task<WavFile> SpeakAsync(SpeechOptions options, SynthesisRequest? request = null)
    {
        await using var voice = new SpeechSynthesizer("voice", options, _rig.Http);
        return await AudioStreams.CollectAsync(voice.SynthesizeAsync(request ?? _request, _rig.Token));
    }

    private SpeechOptions Options() => new() { Url = _server.Url, Model = "tts", Voice = "alloy", Key = FakeOpenAiAudio.Key };
}
