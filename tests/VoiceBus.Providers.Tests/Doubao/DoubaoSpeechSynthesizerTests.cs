using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Doubao;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Tests.Recognition;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoSpeechSynthesizerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _deadline = new(_timeout);
    private readonly List<DoubaoSpeechSynthesizer> _voices = [];
    private DoubaoStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await DoubaoStandIn.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var voice in _voices)
            await voice.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task Sound_comes_through_to_the_last_sample()
    {
        (await Voice().SayAsync(new SynthesisRequest("客厅的灯打开了。"), _deadline.Token, 24_000)).ShouldBe(DoubaoSpeaking.Samples("客厅的灯打开了。"));

        _vendor.Sentences.Single().Text.ShouldBe("客厅的灯打开了。");
    }

    [Fact]
    public async Task The_first_frame_does_not_wait_for_the_rest()
    {
        var going = new TaskCompletionSource();
        _vendor.Speaking = new() { Going = going.Task };
        await using var frames = Voice().SynthesizeAsync(new SynthesisRequest("很长的一句话。"), _deadline.Token).GetAsyncEnumerator();

        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();

        going.SetResult();
    }

    [Fact]
    public async Task Many_sentences_are_one_handshake_and_each_has_a_session_of_its_own()
    {
        var voice = Voice();
        foreach (var text in new[] { "一。", "二。", "三。" })
            (await voice.SayAsync(new SynthesisRequest(text), _deadline.Token)).ShouldBe(DoubaoSpeaking.Samples(text));

        _vendor.Server.Handshakes.ShouldBe(1);
        _vendor.Sentences.Select(static sentence => sentence.Session).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_kept_connection_that_died_is_redialled_unseen()
    {
        var voice = Voice();
        await voice.SayAsync(new SynthesisRequest("一。"), _deadline.Token);
        _vendor.Server.Sockets[0].Abort();
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);

        (await voice.SayAsync(new SynthesisRequest("二。"), _deadline.Token)).ShouldBe(DoubaoSpeaking.Samples("二。"));

        _vendor.Server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task An_idle_connection_is_given_back()
    {
        await Voice().SayAsync(new SynthesisRequest("一。"), _deadline.Token);

        _time.Advance(TimeSpan.FromSeconds(30));

        (await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout)).ShouldBeTrue();
    }

    [Fact]
    public async Task Says_what_was_configured_and_asked()
    {
        var voice = Voice(Options() with { Model = "seed-tts-2.0-expressive", SampleRate = 16_000, LoudnessRate = 20, Pitch = -2, Emotion = "neutral" });

        await voice.SayAsync(
            new SynthesisRequest("好。", "zh_female_vv_uranus_bigtts") { Speed = 1.5, Volume = 0.5, Pitch = 2, Emotion = "happy" }, _deadline.Token, 16_000);

        var sent = _vendor.Sentences.Single().Parameters;
        sent.GetProperty("user").GetProperty("uid").GetString().ShouldNotBeNullOrEmpty();
        var parameters = sent.GetProperty("req_params");
        parameters.GetProperty("speaker").GetString().ShouldBe("zh_female_vv_uranus_bigtts");
        parameters.GetProperty("model").GetString().ShouldBe("seed-tts-2.0-expressive");
        parameters.GetProperty("audio_params").ToString().ShouldBe("""{"format":"pcm","sample_rate":16000,"speech_rate":50,"loudness_rate":-40,"emotion":"happy"}""");
        JsonElement.Parse(parameters.GetProperty("additions").GetString()!).GetProperty("post_process").GetProperty("pitch").GetInt32().ShouldBe(10);
        _vendor.Server.Sockets.Single().Headers["X-Api-Resource-Id"].ShouldBe("seed-tts-2.0");
    }

    [Fact]
    public async Task What_nobody_asks_for_is_as_configured()
    {
        await Voice(Options() with { SpeechRate = -10, LoudnessRate = 20, Pitch = -3, Emotion = "neutral" }).SayAsync(new SynthesisRequest("好。"), _deadline.Token);

        var parameters = _vendor.Sentences.Single().Parameters.GetProperty("req_params");
        parameters.GetProperty("audio_params").ToString().ShouldBe("""{"format":"pcm","sample_rate":24000,"speech_rate":-10,"loudness_rate":20,"emotion":"neutral"}""");
        parameters.GetProperty("additions").GetString().ShouldBe("""{"post_process":{"pitch":-3}}""");
    }

    [Theory]
    [InlineData("zh_female_wanwanxiaohe_moon_bigtts", "seed-tts-1.0")]
    [InlineData("zh_female_vv_uranus_bigtts", "seed-tts-2.0")]
    [InlineData("S_myOwnVoice", "seed-icl-2.0")]
    public async Task A_voice_is_asked_of_the_resource_it_belongs_to(string name, string resource)
    {
        await Voice().SayAsync(new SynthesisRequest("好。", name), _deadline.Token);

        _vendor.Server.Sockets.Single().Headers["X-Api-Resource-Id"].ShouldBe(resource);
    }

    [Fact]
    public async Task A_voice_of_another_resource_gets_a_connection_of_its_own()
    {
        var voice = Voice();
        await voice.SayAsync(new SynthesisRequest("一。"), _deadline.Token);
        await voice.SayAsync(new SynthesisRequest("二。", "zh_female_vv_uranus_bigtts"), _deadline.Token);

        _vendor.Server.Handshakes.ShouldBe(2);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task A_voice_under_the_wrong_resource_says_so()
    {
        var failure = await Voice(Options() with { ResourceId = "seed-icl-1.0" }).SayAsync(new SynthesisRequest("好。"), _deadline.Token)
            .ShouldFailAsync(FailureKind.BadRequest, retryable: true);

        failure.Message.ShouldContain("resource_id");
        failure.Detail.ShouldNotBeNull().ShouldContain("mismatched");
    }

    [Theory]
    [InlineData(45000000u, "speaker not found", FailureKind.BadRequest, true, "voice")]
    [InlineData(45000000u, "quota exceeded for types: concurrency", FailureKind.RateLimited, true, "quota")]
    [InlineData(45000000u, "load grant: requested grant not found", FailureKind.Unauthorized, false, "key")]
    [InlineData(45000001u, "bad", FailureKind.BadRequest, true, "options")]
    [InlineData(45000010u, "Invalid X-Api-Key", FailureKind.Unauthorized, false, "key")]
    [InlineData(55000000u, "resource ID is mismatched with speaker related resource", FailureKind.BadRequest, true, "resource_id")]
    [InlineData(55000001u, "internal", FailureKind.Unavailable, true, "trouble")]
    public async Task Each_code_has_its_meaning_and_its_remedy(uint code, string said, FailureKind kind, bool retryable, string remedy)
    {
        foreach (var day in new[] { DoubaoDay.ErrorAtStart, DoubaoDay.ErrorWithin, DoubaoDay.CodeInAnswer })
        {
            _vendor.Speaking = new() { Day = day, Code = code, Message = said };

            var failure = await Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token).ShouldFailAsync(kind, retryable);

            failure.Message.ShouldContain(remedy);
            failure.Detail.ShouldNotBeNull().ShouldContain(said);
            (failure.RetryAfter > TimeSpan.Zero).ShouldBe(kind == FailureKind.RateLimited);
        }
    }

    [Theory]
    [InlineData(DoubaoDay.Cut, FailureKind.BadResponse)]
    [InlineData(DoubaoDay.Close, FailureKind.Unavailable)]
    [InlineData(DoubaoDay.Garbage, FailureKind.BadResponse)]
    [InlineData(DoubaoDay.Words, FailureKind.BadResponse)]
    [InlineData(DoubaoDay.Empty, FailureKind.BadResponse)]
    public async Task A_broken_conversation_is_retryable_and_its_connection_not_kept(DoubaoDay day, FailureKind kind)
    {
        var voice = Voice();
        _vendor.Speaking = new() { Day = day };
        await voice.SayAsync(new SynthesisRequest("好。"), _deadline.Token).ShouldFailAsync(kind, retryable: true);

        _vendor.Speaking = new();
        (await voice.SayAsync(new SynthesisRequest("好。"), _deadline.Token)).ShouldBe(DoubaoSpeaking.Samples("好。"));

        _vendor.Server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_new_and_what_another_session_left_is_passed_over()
    {
        _vendor.Speaking = new() { Day = DoubaoDay.New };

        (await Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token)).ShouldBe(DoubaoSpeaking.Samples("好。"));
    }

    [Theory]
    [InlineData(DoubaoDay.SilentAtStart)]
    [InlineData(DoubaoDay.SilentAtEnd)]
    public async Task A_vendor_that_hangs_is_given_up(DoubaoDay day)
    {
        _vendor.Speaking = new() { Day = day };
        var saying = Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token);

        await Eventually.TrueAsync(() =>
        {
            if (_vendor.Server.Sockets.Count > 0)
                _time.Advance(TimeSpan.FromSeconds(1));
            return saying.IsCompleted;
        });

        await saying.ShouldFailAsync(FailureKind.Timeout, retryable: true);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Theory]
    [InlineData(DoubaoDay.SilentAtStart)]
    [InlineData(DoubaoDay.SilentAtEnd)]
    public async Task A_cancel_hangs_up(DoubaoDay day)
    {
        _vendor.Speaking = new() { Day = day };
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var saying = Voice().SayAsync(new SynthesisRequest("好。"), leave.Token);
        await Eventually.TrueAsync(() => _vendor.Server.Sockets.Count == 1);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => saying);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task Who_stops_listening_hangs_up()
    {
        _vendor.Speaking = new() { Day = DoubaoDay.SilentAtEnd };

        await foreach (var frame in Voice().SynthesizeAsync(new SynthesisRequest("好的，我知道了。"), _deadline.Token))
        {
            frame.Dispose();
            break;
        }

        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task Text_without_a_word_asks_nobody()
    {
        (await Voice().SayAsync(new SynthesisRequest("……"), _deadline.Token)).ShouldBeEmpty();

        _vendor.Server.Handshakes.ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_door_says_what_to_check() =>
        (await Voice(Options() with { Key = "wrong-key" }).SayAsync(new SynthesisRequest("好。"), _deadline.Token)
            .ShouldFailAsync(FailureKind.Unauthorized, retryable: false)).Message.ShouldContain("key");

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

        (await Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token).ShouldFailAsync(kind, retryable: true)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    private DoubaoVoiceOptions Options() => new() { Url = _vendor.SynthesisUrl, Key = DoubaoStandIn.ApiKey };

    private DoubaoSpeechSynthesizer Voice(DoubaoVoiceOptions? options = null)
    {
        var voice = new DoubaoSpeechSynthesizer(options ?? Options(), Vendor.Context(ServiceType.Tts, _time));
        _voices.Add(voice);
        return voice;
    }
}
