using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Qwen;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Tests.Recognition;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.Qwen;

namespace VoiceBus.Providers.Tests.Qwen;

public sealed class QwenSpeechSynthesizerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _deadline = new(_timeout);
    private readonly List<QwenSpeechSynthesizer> _voices = [];
    private QwenStandIn _vendor = null!;

    public async Task InitializeAsync() => _vendor = await QwenStandIn.StartAsync();

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
        (await Voice().SayAsync(new SynthesisRequest("客厅的灯打开了。"), _deadline.Token, 24_000)).ShouldBe(DashScopeScript.Samples("客厅的灯打开了。"));

        _vendor.Calls.Single().Text.ShouldBe("客厅的灯打开了。");
    }

    [Fact]
    public async Task The_first_frame_does_not_wait_for_the_rest()
    {
        var going = new TaskCompletionSource();
        _vendor.Script = new() { Going = going.Task };
        await using var frames = Voice().SynthesizeAsync(new SynthesisRequest("很长的一句话。"), _deadline.Token).GetAsyncEnumerator();

        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();

        going.SetResult();
    }

    [Fact]
    public async Task Many_sentences_are_one_session()
    {
        var voice = Voice();
        foreach (var text in new[] { "一。", "二。", "三。" })
            (await voice.SayAsync(new SynthesisRequest(text), _deadline.Token)).ShouldBe(DashScopeScript.Samples(text));

        _vendor.Server.Handshakes.ShouldBe(1);
    }

    [Fact]
    public async Task Another_voice_is_another_session()
    {
        var voice = Voice();
        await voice.SayAsync(new SynthesisRequest("一。"), _deadline.Token);
        await voice.SayAsync(new SynthesisRequest("二。", "Ethan"), _deadline.Token);

        _vendor.Calls.Select(static call => call.Parameters.GetProperty("voice").GetString()).ShouldBe(["Cherry", "Ethan"]);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task A_kept_connection_that_died_is_redialled_unseen()
    {
        var voice = Voice();
        await voice.SayAsync(new SynthesisRequest("一。"), _deadline.Token);
        _vendor.Server.Sockets[0].Abort();
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);

        (await voice.SayAsync(new SynthesisRequest("二。"), _deadline.Token)).ShouldBe(DashScopeScript.Samples("二。"));

        _vendor.Server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task Says_what_was_configured_and_asked()
    {
        var voice = Voice(Options() with { Model = "qwen3-tts-instruct-flash-realtime", SampleRate = 16_000, SpeechRate = 1.2, PitchRate = 0.8, Volume = 60, Instructions = "Cheerful." });
        await voice.SayAsync(new SynthesisRequest("好。", "Ethan", "zh-CN") { Speed = 1.5, Pitch = 0.5, Volume = 0.5 }, _deadline.Token, 16_000);
        await Voice(Options() with { Language = "English" }).SayAsync(new SynthesisRequest("Fine.", Language: "sw"), _deadline.Token);

        var session = _vendor.Calls[0].Parameters;
        session.GetProperty("voice").GetString().ShouldBe("Ethan");
        session.GetProperty("mode").GetString().ShouldBe("commit");
        session.GetProperty("language_type").GetString().ShouldBe("Chinese");
        session.GetProperty("response_format").GetString().ShouldBe("pcm");
        session.GetProperty("sample_rate").GetInt32().ShouldBe(16_000);
        session.GetProperty("speech_rate").GetDouble().ShouldBe(1.8, 0.001);
        session.GetProperty("pitch_rate").GetDouble().ShouldBe(0.5);
        session.GetProperty("volume").GetInt32().ShouldBe(30);
        session.GetProperty("instructions").GetString().ShouldBe("Cheerful.");
        _vendor.Calls[1].Parameters.ToString().ShouldBe("""{"voice":"Cherry","mode":"commit","language_type":"English","response_format":"pcm","sample_rate":24000}""");
        _vendor.Server.Sockets[0].Query["model"].ShouldBe("qwen3-tts-instruct-flash-realtime");
    }

    [Theory]
    [InlineData(DashScopeDay.FailsAtStart, "invalid_value", FailureKind.BadRequest)]
    [InlineData(DashScopeDay.FailsWithin, "rate_limit_exceeded", FailureKind.RateLimited)]
    [InlineData(DashScopeDay.Cut, "", FailureKind.BadResponse)]
    [InlineData(DashScopeDay.Close, "", FailureKind.Unavailable)]
    [InlineData(DashScopeDay.Garbage, "", FailureKind.BadResponse)]
    [InlineData(DashScopeDay.Empty, "", FailureKind.BadResponse)]
    public async Task A_broken_conversation_is_retryable_and_its_connection_not_kept(DashScopeDay day, string code, FailureKind kind)
    {
        var voice = Voice();
        _vendor.Script = new() { Day = day, Code = code };
        await voice.SayAsync(new SynthesisRequest("好。"), _deadline.Token).ShouldFailAsync(kind, retryable: true);

        _vendor.Script = new();
        (await voice.SayAsync(new SynthesisRequest("好。"), _deadline.Token)).ShouldBe(DashScopeScript.Samples("好。"));

        _vendor.Server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_new_is_passed_over()
    {
        _vendor.Script = new() { Day = DashScopeDay.New };

        (await Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token)).ShouldBe(DashScopeScript.Samples("好。"));
    }

    [Theory]
    [InlineData(DashScopeDay.SilentAtStart)]
    [InlineData(DashScopeDay.SilentAtEnd)]
    public async Task A_vendor_that_hangs_is_given_up(DashScopeDay day)
    {
        _vendor.Script = new() { Day = day };
        var saying = Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token);

        await Eventually.TrueAsync(() =>
        {
            if (_vendor.Calls.Count > 0)
                _time.Advance(TimeSpan.FromSeconds(1));
            return saying.IsCompleted;
        });

        await saying.ShouldFailAsync(FailureKind.Timeout, retryable: true);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Theory]
    [InlineData(DashScopeDay.SilentAtStart)]
    [InlineData(DashScopeDay.SilentAtEnd)]
    public async Task A_cancel_hangs_up(DashScopeDay day)
    {
        _vendor.Script = new() { Day = day };
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var saying = Voice().SayAsync(new SynthesisRequest("好。"), leave.Token);
        await Eventually.TrueAsync(() => _vendor.Calls.Count == 1);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => saying);
        await _vendor.Server.Sockets[0].Gone.WaitAsync(_timeout);
    }

    [Fact]
    public async Task Text_without_a_word_asks_nobody()
    {
        (await Voice().SayAsync(new SynthesisRequest("……"), _deadline.Token)).ShouldBeEmpty();

        _vendor.Server.Handshakes.ShouldBe(0);
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

        (await Voice().SayAsync(new SynthesisRequest("好。"), _deadline.Token).ShouldFailAsync(kind, retryable: true)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    private QwenVoiceOptions Options() => new() { Url = _vendor.Url, Key = QwenStandIn.ApiKey };

    private QwenSpeechSynthesizer Voice(QwenVoiceOptions? options = null)
    {
        var voice = new QwenSpeechSynthesizer(options ?? Options(), Vendor.Context(ServiceType.Tts, _time));
        _voices.Add(voice);
        return voice;
    }
}
