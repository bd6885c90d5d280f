using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Edge;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Edge;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Providers.Tests.Edge;

public sealed class EdgeSynthesizerTests : IAsyncLifetime, IDisposable
{
    private static readonly SynthesisRequest _request = new("Hello <there> & you.", Voice: "en-US-AriaNeural");
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private FakeEdge _server = null!;

    public async Task InitializeAsync() => _server = await FakeEdge.StartAsync(_time);

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task A_sentence_is_spoken()
    {
        await using var voice = Voice();
        var spoken = await SpeakAsync(voice, _request with { Speed = 1.25, Pitch = 0.9, Volume = 0.5 });

        spoken.SampleRate.ShouldBe(24_000);
        Tones.FrequencyOf(spoken.Samples.AsSpan(0, 22_000), 24_000).ShouldBe(440, 3);
        var sentence = _server.Sentences.Single();
        sentence.Text.ShouldBe("Hello <there> & you.");
        sentence.Voice.ShouldBe("Microsoft Server Speech Text to Speech Voice (en-US, AriaNeural)");
        (sentence.Rate, sentence.Pitch, sentence.Volume).ShouldBe(("+25%", "-20Hz", "-50%"));
    }

    [Theory]
    [InlineData("你好", null, "(zh-CN, XiaoxiaoNeural)")]
    [InlineData("Hello", null, "(en-US, EmmaMultilingualNeural)")]
    [InlineData("こんにちは", "ja-JP", "(ja-JP, NanamiNeural)")]
    public async Task The_voice_goes_by_the_language(string text, string? language, string name)
    {
        await using var voice = Voice();
        await SpeakAsync(voice, new SynthesisRequest(text, Language: language));
        _server.Sentences.Single().Voice.ShouldEndWith(name);
    }

    [Fact]
    public void Dialects_have_their_long_names() =>
        EdgeVoices.LongName("zh-CN-liaoning-XiaobeiNeural").ShouldBe("Microsoft Server Speech Text to Speech Voice (zh-CN-liaoning, XiaobeiNeural)");

    [Fact]
    public async Task Sentences_share_a_connection_and_a_dead_one_is_dialled_anew_unseen()
    {
        await using var voice = Voice();
        await SpeakAsync(voice);
        await SpeakAsync(voice);
        _server.Handshakes.ShouldBe(1);

        _server.Sockets[0].Abort();
        await SpeakAsync(voice);
        _server.Handshakes.ShouldBe(2);
        _server.Sentences.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Each_sentence_has_its_own_connection_where_that_is_asked_for()
    {
        await using var voice = Voice(keep: TimeSpan.Zero);
        await SpeakAsync(voice);
        await SpeakAsync(voice);
        _server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_clock_is_put_right_by_what_the_service_tells()
    {
        var wrong = new FakeTimeProvider(_time.GetUtcNow().AddHours(-3));
        var clock = new EdgeClock(wrong);
        await using var voice = Voice(clock: clock);
        (await SpeakAsync(voice)).Samples.ShouldNotBeEmpty();
        _server.Handshakes.ShouldBe(2);
        await using var next = Voice(clock: clock);
        await SpeakAsync(next);
        _server.Handshakes.ShouldBe(3);
    }

    [Fact]
    public async Task Who_is_refused_all_the_same_is_told_what_may_help()
    {
        await using var voice = Voice(token: "other");
        var failure = await SpeakAsync(voice).ShouldFailAsync(FailureKind.Unauthorized, retryable: false);
        failure.Message.ShouldContain("browser_version");
        _server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_text_goes_in_pieces()
    {
        var text = string.Join(' ', Enumerable.Repeat("五 is < seven & more", 400));
        await using var voice = Voice();
        var spoken = await SpeakAsync(voice, _request with { Text = text });
        _server.Sentences.Count.ShouldBe(3);
        string.Concat(_server.Sentences.Select(static sentence => sentence.Text)).ShouldBe(text);
        spoken.Samples.Length.ShouldBeGreaterThan(3 * 24_000);
    }

    [Fact]
    public async Task Control_characters_are_blanks_and_marks_alone_are_not_sent()
    {
        await using var voice = Voice();
        await SpeakAsync(voice, _request with { Text = "a\u000bb" });
        (await SpeakAsync(voice, _request with { Text = "?!" })).Samples.ShouldBeEmpty();
        _server.Sentences.Single().Text.ShouldBe("a b");
    }

    [Fact]
    public async Task A_voice_that_gives_no_sound_is_named()
    {
        await using var voice = Voice();
        var failure = await SpeakAsync(voice, _request with { Voice = "xx-XX-NobodyNeural" }).ShouldFailAsync(FailureKind.BadResponse, retryable: true);
        failure.Message.ShouldContain("xx-XX-NobodyNeural");
    }

    [Fact]
    public async Task A_cut_in_the_middle_is_a_bad_answer()
    {
        _server.Script(async (socket, id) =>
        {
            await socket.SendAsync(FakeEdge.Text(id, "turn.start"));
            await socket.SendAsync(FakeEdge.Sound(id, Tones.Mp3[..1500]));
            await socket.CloseAsync(1000);
        });
        await using var voice = Voice();
        await SpeakAsync(voice).ShouldFailAsync(FailureKind.BadResponse, retryable: true);
    }

    [Theory]
    [InlineData(new byte[] { 9 })]
    [InlineData(new byte[] { 1, 0, 65 })]
    public async Task A_malformed_frame_is_a_bad_answer(byte[] frame)
    {
        _server.Script(async (socket, id) =>
        {
            await socket.SendAsync(FakeEdge.Text(id, "turn.start"));
            await socket.SendAsync(frame);
        });
        await using var voice = Voice();
        await SpeakAsync(voice).ShouldFailAsync(FailureKind.BadResponse, retryable: true);
    }

    [Fact]
    public async Task Strange_messages_and_those_of_others_are_passed_over()
    {
        _server.Script(async (socket, id) =>
        {
            await socket.SendAsync(FakeEdge.Text(id, "turn.start"));
            await socket.SendAsync(FakeEdge.Text(id, "weather", "sunny"));
            await socket.SendAsync(FakeEdge.Text("ffffffffffffffffffffffffffffffff", "turn.end"));
            await socket.SendAsync(FakeEdge.Sound("ffffffffffffffffffffffffffffffff", [1, 2, 3]));
            await socket.SendAsync(FakeEdge.Sound(id, Tones.Mp3));
            await socket.SendAsync(FakeEdge.Text(id, "turn.end"));
        });
        await using var voice = Voice();
        (await SpeakAsync(voice)).Samples.Length.ShouldBeGreaterThan(24_000);
    }

    [Fact]
    public async Task Silence_ends_at_its_deadline_before_and_within_a_sentence()
    {
        var asked = new TaskCompletionSource();
        _server.Script(
            (socket, id) => { asked.SetResult(); return socket.Gone; },
            async (socket, id) =>
            {
                await socket.SendAsync(FakeEdge.Text(id, "turn.start"));
                await socket.SendAsync(FakeEdge.Sound(id, Tones.Mp3));
                await socket.Gone;
            });
        await using var voice = Voice();
        var first = SpeakAsync(voice);
        await asked.Task.WaitAsync(_deadline.Token);
        await PassAsync(first, TimeSpan.FromSeconds(10));
        await first.ShouldFailAsync(FailureKind.Timeout, retryable: true);

        var within = SpeakAsync(voice);
        await PassAsync(within, TimeSpan.FromSeconds(10));
        await within.ShouldFailAsync(FailureKind.Timeout, retryable: true);
    }

    [Fact]
    public async Task Who_leaves_drops_the_connection_at_once()
    {
        _server.Script(async (socket, id) =>
        {
            await socket.SendAsync(FakeEdge.Text(id, "turn.start"));
            await socket.SendAsync(FakeEdge.Sound(id, Tones.Mp3));
            await socket.Gone;
        });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        await using var voice = Voice();
        await using var frames = voice.SynthesizeAsync(_request, leave.Token).GetAsyncEnumerator();
        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await frames.MoveNextAsync())
                frames.Current.Dispose();
        });
        await _server.Sockets[0].Gone.WaitAsync(_deadline.Token);
    }

    // The wait may not have begun yet: time passes until it is over.
    private async Task PassAsync(Task waiting, TimeSpan span)
    {
        while (!waiting.IsCompleted)
        {
            _deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(span);
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _deadline.Token));
        }
    }

    private Task<WavFile> SpeakAsync(EdgeSynthesizer voice, SynthesisRequest? request = null) =>
        AudioStreams.CollectAsync(voice.SynthesizeAsync(request ?? _request, _deadline.Token));

    private EdgeSynthesizer Voice(TimeSpan? keep = null, EdgeClock? clock = null, string token = FakeEdge.Token) => new(
        new EdgeOptions { Url = _server.Url, TrustedClientToken = token, KeepConnection = keep ?? TimeSpan.FromMinutes(1) },
        clock ?? new EdgeClock(_time),
        Vendor.Context(ServiceType.Tts, _time, "edge"));
}
