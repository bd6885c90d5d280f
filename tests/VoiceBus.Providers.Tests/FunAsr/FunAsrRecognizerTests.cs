using System.ComponentModel.DataAnnotations;
using VoiceBus.Providers.FunAsr;
using VoiceBus.Providers.Tests.Connections;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.FunAsr;

namespace VoiceBus.Providers.Tests.FunAsr;

/// <summary>Every server there is, or was.</summary>
public sealed class FunAsrRecognizerTests
{
    private const string First = "今天天气怎么样？";
    private const string Second = "明天呢？";

    public static TheoryData<FunAsrServer> Servers => [.. Enum.GetValues<FunAsrServer>()];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Words_come_through(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server);

        (await recognizer.FinalAsync(new Microphone().Speak(30).End().Audio)).ShouldBe(First);

        server.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Python)]
    [InlineData(FunAsrServer.PythonSpring2026)]
    [InlineData(FunAsrServer.PythonOld)]
    [InlineData(FunAsrServer.Realtime)]
    [InlineData(FunAsrServer.RealtimeClient)]
    public async Task Partial_transcripts_grow_while_somebody_speaks(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server);
        var microphone = new Microphone().Speak(12);

        var all = await recognizer.AllAsync(microphone.Audio, said: said => _ = said.Text switch
        {
            "今天天" => microphone.Speak(12),
            "今天天气怎么" => microphone.End(),
            _ => null,
        });

        all.Where(static t => t.Kind == TranscriptKind.Partial).Select(static t => t.Text).ShouldBe(["今天天", "今天天气怎么"]);
        all[^1].Text.ShouldBe(First);
    }

    [Fact]
    public async Task Nobody_gets_partial_transcripts_who_does_not_want_them()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.Python);
        await using var recognizer = Recognizer(server);
        (await recognizer.AllAsync(new Microphone().Speak(30).End().Audio, new RecognitionRequest("zh-CN", WantPartials: false)))
            .ShouldHaveSingleItem().Text.ShouldBe(First);
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Python)]
    [InlineData(FunAsrServer.PythonSpring2026)]
    [InlineData(FunAsrServer.PythonOld)]
    [InlineData(FunAsrServer.RealtimeClient)]
    public async Task A_pause_is_answered_and_that_answer_is_final_when_nothing_follows(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server, static options => options with { CommitAtPause = true });
        var microphone = new Microphone().Speak(30).Pause();

        var all = await recognizer.AllAsync(microphone.Audio, said: said =>
        {
            if (said.Kind == TranscriptKind.AtPause)
                microphone.End();
        });

        all.Single(static t => t.Kind == TranscriptKind.AtPause).Text.ShouldBe(First);
        all[^1].Text.ShouldBe(First);
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Python)]
    [InlineData(FunAsrServer.PythonSpring2026)]
    [InlineData(FunAsrServer.PythonOld)]
    [InlineData(FunAsrServer.RealtimeClient)]
    [InlineData(FunAsrServer.Realtime)]
    public async Task What_is_said_after_a_pause_is_added(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server, options => options with { CommitAtPause = kind == FunAsrServer.RealtimeClient });

        var text = await recognizer.FinalAsync(new Microphone().Speak(20).Pause().Speak(20).End().Audio);

        text.ShouldBe(kind == FunAsrServer.Realtime ? First : First + Second);
        server.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Somebody_who_says_nothing_is_understood_as_nothing(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server);

        (await recognizer.FinalAsync(new Microphone().Speak(20, level: 0).End().Audio)).ShouldBeEmpty();
        (await recognizer.FinalAsync(new Microphone().End().Audio)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Python)]
    [InlineData(FunAsrServer.PythonOld)]
    [InlineData(FunAsrServer.Realtime)]
    public async Task Many_utterances_are_one_handshake(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server, static options => options with { KeepConnection = TimeSpan.FromSeconds(30) });
        string[] heard = ["", "", ""];
        for (var i = 0; i < heard.Length; i++)
            heard[i] = await recognizer.FinalAsync(new Microphone().Speak(20).Pause().End().Audio);

        heard.ShouldBe([First, Second, First]);
        server.Handshakes.ShouldBe(1);
        server.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass, "online", "今天天气怎么")]
    [InlineData(FunAsrServer.Python, "online", "今天天气怎么")]
    [InlineData(FunAsrServer.PythonOld, "online", "今天天气怎么")]
    [InlineData(FunAsrServer.CppTwoPass, "offline", First)]
    [InlineData(FunAsrServer.CppOffline, "offline", First)]
    [InlineData(FunAsrServer.Python, "offline", First)]
    [InlineData(FunAsrServer.PythonSpring2026, "offline", First)]
    public async Task The_mode_asked_for_is_used(FunAsrServer kind, string mode, string expected)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server, options => options with { Mode = mode });

        (await recognizer.FinalAsync(new Microphone().Speak(20).Pause().Speak(1).End().Audio)).ShouldBe(expected);
    }

    [Fact]
    public async Task Tags_of_SenseVoice_are_no_words_and_alphabets_have_blanks()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass);
        server.Segments = ["<|en|><|HAPPY|><|Speech|><|withitn|>Hello there.", "<|zh|><|NEUTRAL|><|Speech|>再见"];
        await using var recognizer = Recognizer(server, static options => options with { Mode = "offline", PauseSilence = TimeSpan.Zero });

        (await recognizer.FinalAsync(new Microphone().Speak(10).Pause().Speak(15, level: 0).Speak(10).End().Audio)).ShouldBe("Hello there.再见");
        var text = new FunAsrText();
        text.Settle("Hello there.");
        text.Settle("How are you?");
        text.Whole.ShouldBe("Hello there. How are you?");
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass, """{"小智":30,"柏林":20}""")]
    [InlineData(FunAsrServer.Realtime, "小智,柏林")]
    public async Task Hot_words_and_language_are_told_as_each_server_wants_them(FunAsrServer kind, string expected)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server, static options => options with { Hotwords = new Dictionary<string, int> { ["小智"] = 30 } });

        await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio, new RecognitionRequest("zh-CN", false) { HotWords = ["柏林"] });

        server.Hotwords.ShouldBe(expected);
        server.Language.ShouldBe("zh");
        server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_hot_words_need_another_connection()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass);
        await using var recognizer = Recognizer(server, static options => options with { KeepConnection = TimeSpan.FromSeconds(30) });
        await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio, new RecognitionRequest(null, false) { HotWords = ["柏林"] });
        await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio, new RecognitionRequest(null, false) { HotWords = ["上海"] });

        server.Hotwords.ShouldBe("""{"上海":20}""");
        server.Handshakes.ShouldBe(2);
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Python)]
    public async Task What_nobody_asked_for_is_overlooked(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind, FunAsrTrouble.Chatty);
        await using var recognizer = Recognizer(server);
        (await recognizer.FinalAsync(new Microphone().Speak(30).End().Audio)).ShouldBe(First);
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Realtime)]
    public async Task A_late_final_is_waited_for(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        var gate = new TaskCompletionSource();
        server.FinalGate = gate.Task;
        await using var recognizer = Recognizer(server, static options => options with { TrailingSilence = TimeSpan.Zero });
        var recognizing = recognizer.FinalAsync(new Microphone().Speak(20).End().Audio);

        await server.Ended;
        recognizing.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await recognizing).ShouldBe(First);
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass, FunAsrTrouble.Hangs, FailureKind.Timeout)]
    [InlineData(FunAsrServer.Realtime, FunAsrTrouble.Hangs, FailureKind.Timeout)]
    [InlineData(FunAsrServer.Realtime, FunAsrTrouble.HangsWithin, FailureKind.Timeout)]
    [InlineData(FunAsrServer.Python, FunAsrTrouble.CutsWithin, FailureKind.BadResponse)]
    [InlineData(FunAsrServer.Realtime, FunAsrTrouble.CutsWithin, FailureKind.BadResponse)]
    [InlineData(FunAsrServer.CppTwoPass, FunAsrTrouble.Malformed, FailureKind.BadResponse)]
    [InlineData(FunAsrServer.Realtime, FunAsrTrouble.Malformed, FailureKind.BadResponse)]
    [InlineData(FunAsrServer.Python, FunAsrTrouble.Error, FailureKind.Unavailable)]
    [InlineData(FunAsrServer.Realtime, FunAsrTrouble.Error, FailureKind.Unavailable)]
    public async Task A_bad_day_of_the_server_is_a_failure_another_may_mend(FunAsrServer kind, FunAsrTrouble trouble, FailureKind expected)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind, trouble);
        await using var recognizer = Recognizer(server, options => options with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(expected == FailureKind.Timeout ? 300 : 5000),
            FinalTimeout = TimeSpan.FromMilliseconds(expected == FailureKind.Timeout ? 200 : 5000),
            TrailingSilence = TimeSpan.Zero,
        });
        var failure = await recognizer.FinalAsync(new Microphone().Speak(30).End().Audio).ShouldFailAsync(expected, retryable: true);
        failure.Provider.ShouldBe("my-funasr");
        failure.Detail.ShouldBe(trouble == FunAsrTrouble.Error ? "CUDA out of memory" : failure.Detail);
    }

    [Fact]
    public async Task What_was_understood_before_a_server_fell_silent_is_not_lost()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.PythonOld, FunAsrTrouble.HangsWithin);
        await using var recognizer = Recognizer(server, static options => options with { FinalTimeout = TimeSpan.FromMilliseconds(200) });
        (await recognizer.FinalAsync(new Microphone().Speak(12).End().Audio)).ShouldBe("今天天");
    }

    [Theory]
    [InlineData(401, FailureKind.Unauthorized, false)]
    [InlineData(503, FailureKind.Unavailable, true)]
    public async Task A_proxy_before_the_server_may_refuse(int status, FailureKind kind, bool retryable)
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.Python);
        server.Refusal = status;
        await using var recognizer = Recognizer(server, static options => options with { Key = Vendor.Key });
        await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(kind, retryable);
    }

    [Fact]
    public async Task A_key_is_sent_as_bearer_token()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.Python);
        await using var recognizer = Recognizer(server, static options => options with { Key = Vendor.Key });
        await recognizer.FinalAsync(new Microphone().Speak(20).End().Audio);
        server.Sockets[0].Headers["Authorization"].ShouldBe($"Bearer {Vendor.Key}");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be()
    {
        using var port = new ClosedPort();
        await using var recognizer = new FunAsrRecognizer(
            new FunAsrOptions { Url = new Uri($"ws://127.0.0.1:{port.Number}") }, Vendor.Context(provider: "my-funasr", time: TimeProvider.System));
        (await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(FailureKind.Unavailable, retryable: true))
            .Message.ShouldBe($"my-funasr cannot be reached at ws://127.0.0.1:{port.Number}: check the url and that the server runs");
    }

    [Fact]
    public async Task The_certificate_of_the_projects_images_must_be_allowed()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass, tls: true);
        await using var strict = Recognizer(server);
        await using var lenient = Recognizer(server, static options => options with { AllowUntrustedCertificate = true });

        (await strict.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(FailureKind.Unavailable, retryable: true))
            .Message.ShouldContain("allow_untrusted_certificate");
        (await lenient.FinalAsync(new Microphone().Speak(20).End().Audio)).ShouldBe(First);
    }

    [Fact]
    public async Task The_wrong_protocol_is_pointed_out()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass);
        await using var recognizer = Recognizer(server, static options => options with { Protocol = "realtime", ConnectTimeout = TimeSpan.FromMilliseconds(500) });
        (await recognizer.FinalAsync(new Microphone().End().Audio).ShouldFailAsync(FailureKind.Timeout, retryable: true)).Message.ShouldContain("set protocol to wss");
    }

    [Theory]
    [InlineData(5, 10, 5, true)]
    [InlineData(0, 10, 5, true)]
    [InlineData(5, 0, 5, false)]
    [InlineData(5, 10, -1, false)]
    public void Chunks_that_a_server_would_drop_are_refused(int before, int chunk, int after, bool good)
    {
        var options = new FunAsrOptions { Url = new Uri("ws://localhost:10095"), ChunkSize = [before, chunk, after] };
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true).ShouldBe(good);
    }

    [Fact]
    public async Task Commit_is_refused_by_a_server_that_cuts_by_itself_and_the_remedy_is_named()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.Realtime);
        await using var recognizer = Recognizer(server, static options => options with { CommitAtPause = true });
        (await recognizer.FinalAsync(new Microphone().Speak(20).Pause().End().Audio).ShouldFailAsync(FailureKind.BadRequest, retryable: true))
            .Message.ShouldContain("--endpoint-mode client");
    }

    [Theory]
    [InlineData(FunAsrServer.CppTwoPass)]
    [InlineData(FunAsrServer.Realtime)]
    public async Task Cancelling_closes_the_connection_at_once(FunAsrServer kind)
    {
        await using var server = await FunAsrStandIn.StartAsync(kind);
        await using var recognizer = Recognizer(server);
        using var stop = new CancellationTokenSource();
        var microphone = new Microphone().Speak(12);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in recognizer.RecognizeAsync(new RecognitionRequest(null, true), microphone.Audio, stop.Token))
                await stop.CancelAsync();
        });
        await server.Sockets[0].Gone.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_microphone_that_breaks_is_the_callers_failure()
    {
        await using var server = await FunAsrStandIn.StartAsync(FunAsrServer.Python);
        await using var recognizer = Recognizer(server);
        var microphone = new Microphone().Speak(5);
        microphone.Break(new IOException("the call broke off"));
        await Should.ThrowAsync<IOException>(recognizer.FinalAsync(microphone.Audio));
        await Eventually.TrueAsync(() => server.Sockets[0].Gone.IsCompleted);
    }

    private static FunAsrRecognizer Recognizer(FunAsrStandIn server, Func<FunAsrOptions, FunAsrOptions>? with = null)
    {
        // One that is kept is looked after for a while when the words are there.
        var options = new FunAsrOptions { Url = server.Url, KeepConnection = TimeSpan.Zero };
        return new FunAsrRecognizer(with?.Invoke(options) ?? options, Vendor.Context(provider: "my-funasr", time: TimeProvider.System));
    }
}
