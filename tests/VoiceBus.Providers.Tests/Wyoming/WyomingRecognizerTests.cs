using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Providers.Wyoming;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Wyoming;

namespace VoiceBus.Providers.Tests.Wyoming;

public sealed class WyomingRecognizerTests : IAsyncLifetime
{
    private readonly WyomingStandIn _service = WyomingStandIn.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _service.DisposeAsync().AsTask();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Words_come_through(bool inline)
    {
        _service.Inline = inline;
        await using var recognizer = Recognizer();

        (await recognizer.FinalAsync(new Microphone().Speak(10).Pause().Speak(10).End().Audio)).ShouldBe("Turn on the light.");

        _service.Heard.ShouldBe(1200);
        _service.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_streams_gives_partial_transcripts()
    {
        _service.Streams = true;
        await using var recognizer = Recognizer();

        var all = await recognizer.AllAsync(new Microphone().Speak(10).End().Audio);

        all.SkipLast(1).Select(static t => t.Text).ShouldBe(["Turn", "Turn on", "Turn on the", "Turn on the light."]);
        all[^1].Text.ShouldBe("Turn on the light.");
        (await recognizer.AllAsync(new Microphone().Speak(10).End().Audio, new RecognitionRequest(null, WantPartials: false))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Model_language_and_hot_words_are_told()
    {
        await using var recognizer = Recognizer(static options => options with { Model = "base-int8", Language = "de" });

        await recognizer.FinalAsync(new Microphone().Speak(1).End().Audio);
        await recognizer.FinalAsync(new Microphone().Speak(1).End().Audio, new RecognitionRequest("zh-CN", false) { HotWords = ["小智"] });

        _service.Asked.Where(static asked => asked.Type == "transcribe").Select(static asked => asked.Data.ToJsonString()).ShouldBe(
        [
            """{"name":"base-int8","language":"de"}""",
            """{"name":"base-int8","language":"zh","transcript_names":["\u5C0F\u667A"]}""",
        ]);
        _service.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_utterance_has_a_connection_for_some_services_close_after_one()
    {
        _service.ClosesAfter = true;
        await using var recognizer = Recognizer();
        for (var i = 0; i < 3; i++)
            await recognizer.FinalAsync(new Microphone().Speak(5).End().Audio);
        _service.Connections.ShouldBe(3);
    }

    [Fact]
    public async Task Nothing_said_is_nothing_understood()
    {
        _service.Trouble = "empty";
        await using var recognizer = Recognizer();
        (await recognizer.FinalAsync(new Microphone().Speak(5, level: 0).End().Audio)).ShouldBeEmpty();
        (await recognizer.FinalAsync(new Microphone().End().Audio)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_nobody_asked_for_is_overlooked()
    {
        _service.Trouble = "chatty";
        await using var recognizer = Recognizer();
        (await recognizer.FinalAsync(new Microphone().Speak(5).End().Audio)).ShouldBe("Turn on the light.");
    }

    [Fact]
    public async Task A_late_transcript_is_waited_for()
    {
        var gate = new TaskCompletionSource();
        _service.Gate = gate.Task;
        await using var recognizer = Recognizer();
        var recognizing = recognizer.FinalAsync(new Microphone().Speak(5).End().Audio);
        await _service.Ended;
        recognizing.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await recognizing).ShouldBe("Turn on the light.");
    }

    [Theory]
    [InlineData("hang", FailureKind.Timeout)]
    [InlineData("cut", FailureKind.BadResponse)]
    [InlineData("malformed", FailureKind.BadResponse)]
    [InlineData("no-json", FailureKind.BadResponse)]
    [InlineData("long", FailureKind.BadResponse)]
    [InlineData("error", FailureKind.Unavailable)]
    public async Task A_bad_day_of_the_service_is_a_failure_another_may_mend(string trouble, FailureKind expected)
    {
        _service.Trouble = trouble;
        await using var recognizer = Recognizer(options => expected != FailureKind.Timeout ? options : options with { FinalTimeout = TimeSpan.FromMilliseconds(200) });
        var failure = await recognizer.FinalAsync(new Microphone().Speak(5).End().Audio).ShouldFailAsync(expected, retryable: true);
        if (trouble == "error")
            (failure.Message, failure.Detail).ShouldBe(("my-wyoming failed (ValueError): see the service's log, and check voice and model", "No such voice: 'martian'"));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_said_to_be()
    {
        using var port = new ClosedPort();
        await using var recognizer = Recognizer(options => options with { Url = new Uri($"tcp://127.0.0.1:{port.Number}") });
        (await recognizer.FinalAsync(new Microphone().Speak(1).End().Audio).ShouldFailAsync(FailureKind.Unavailable, retryable: true))
            .Message.ShouldBe($"my-wyoming cannot be reached at 127.0.0.1:{port.Number}: check the url and that the service runs");
    }

    [Fact]
    public async Task Cancelling_closes_the_connection_at_once()
    {
        _service.Trouble = "hang";
        await using var recognizer = Recognizer();
        using var stop = new CancellationTokenSource();
        var recognizing = DrainAsync(recognizer.RecognizeAsync(new RecognitionRequest(null, true), new Microphone().Speak(5).End().Audio, stop.Token));
        await _service.Ended;

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(recognizing);
        await _service.Gone.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static async Task DrainAsync(IAsyncEnumerable<Transcript> transcripts)
    {
        await foreach (var _ in transcripts)
        {
        }
    }

    private WyomingRecognizer Recognizer(Func<WyomingAsrOptions, WyomingAsrOptions>? with = null)
    {
        var options = new WyomingAsrOptions { Url = _service.Url };
        return new WyomingRecognizer(with?.Invoke(options) ?? options, Vendor.Context(provider: "my-wyoming", time: TimeProvider.System));
    }
}
