using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Speech;
using VoiceBus.Speech.Espeak;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Speech;

/// <summary>Real recorded speech through the whole system at real-time pace, over a real socket.</summary>
public sealed class SpokenConversationTests(EmbeddedServer fixture) : IClassFixture<EmbeddedServer>
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Push_to_talk_understands_recorded_sentences_and_says_what_it_shows()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var said = new List<string>();
        var understood = new List<string>();
        var shown = new List<string>();
        var echoes = new List<string>();
        await Parallel.ForEachAsync(
            RecordedSpeech.Novel,
            new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = deadline.Token },
            async (recording, ct) =>
            {
                await using var device = await fixture.Server.ConnectAsync(ct);
                var turn = await device.SayAsync(recording.Audio, ListenMode.Manual, ct);
                var echo = await fixture.RecognizeAsync(turn.Audio, ct);
                lock (said)
                {
                    said.Add(recording.Words);
                    understood.Add(turn.Transcript);
                    shown.Add(turn.Text);
                    echoes.Add(echo);
                }
            });

        WordErrorRate.Of(string.Join(' ', said), string.Join(' ', understood)).ShouldBeLessThan(0.2, string.Join('\n', understood));
        // A recogniser this small mishears words of a synthetic voice, not most of all answers.
        WordErrorRate.Of(string.Join(' ', shown), string.Join(' ', echoes)).ShouldBeLessThan(0.5, $"shown: {string.Join('\n', shown)}\nheard: {string.Join('\n', echoes)}");
    }

    [Theory]
    [InlineData(ListenMode.Auto)]
    [InlineData(ListenMode.Realtime)]
    public async Task The_server_hears_where_speech_ends(ListenMode mode)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var device = await fixture.Server.ConnectAsync(deadline.Token);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, mode, deadline.Token);

        WordErrorRate.Of(RecordedSpeech.GoForward.Words, turn.Transcript).ShouldBeLessThan(0.3, turn.Transcript);
        turn.Sentences.ShouldNotBeEmpty();
        turn.Audio.Duration.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(1, 120)]
    public async Task Every_framing_and_packet_length_is_understood(int version, int frameDuration)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var audio = AudioParams.DeviceDefault with { FrameDuration = frameDuration };
        await using var device = await fixture.Server.ConnectAsync(deadline.Token, audio: audio, version: version);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Manual, deadline.Token);

        WordErrorRate.Of(RecordedSpeech.GoForward.Words, turn.Transcript).ShouldBeLessThan(0.3, turn.Transcript);
        turn.Events.ShouldAllBe(e => e is MessageReceived || e is AudioReceived);
    }

    [Fact]
    public async Task A_spoken_question_is_answered_with_the_right_words()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var said = new ConcurrentQueue<(string Text, TimeSpan Audio)>();
        // What is heard and said is written down on both sides of the real assistant and voice: a tiny recogniser may mishear either.
        await using var server = await RunningServer.StartAsync(services => services
            .Replace(ServiceDescriptor.Singleton(ScriptedService.Of(ServiceType.Asr, TimeProvider.System, ScriptedService.Entry<ISpeechRecognizer>(
                ServiceType.Asr, "ear", new ProviderScript(), static () => new ScriptedRecognizer(new ProviderScript(), static () => "What is twelve times seven?"), TimeProvider.System))))
            .Replace(ServiceDescriptor.Singleton(ScriptedService.Of(ServiceType.Tts, TimeProvider.System, ScriptedService.Entry<ISpeechSynthesizer>(
                ServiceType.Tts, "voice", new ProviderScript(), () => new OverheardSynthesizer(EmbeddedServer.Voice(), said), TimeProvider.System)))));
        await using var device = await server.ConnectAsync(deadline.Token);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Auto, deadline.Token);

        turn.Transcript.ShouldBe("What is twelve times seven?");
        turn.Text.ShouldContain("84");
        turn.ShouldHaveBeenSpoken([.. said]);
    }

    [Fact]
    public async Task A_chinese_text_is_answered_in_chinese_and_spoken()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var device = await fixture.Server.ConnectAsync(deadline.Token);
        var turn = await device.TypeAsync("三加五等于几？", deadline.Token);

        turn.Text.ShouldMatch("8|八");
        turn.Audio.Duration.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_timer_rings_by_itself()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var device = await fixture.Server.ConnectAsync(deadline.Token);
        var turn = await device.TypeAsync("Set a tea timer for 2 seconds.", deadline.Token);
        turn.Sentences.ShouldNotBeEmpty();
        var rung = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);

        rung.OfType<MessageReceived>().Select(received => received.Message).OfType<ServerMessage.SentenceStart>()
            .ShouldHaveSingleItem().Text.ShouldBe("Your tea timer is done.");
        rung.OfType<AudioReceived>().ShouldNotBeEmpty();
    }
}

/// <summary>A server with everything embedded, as a newcomer starts it, and an ear and a voice of the test's own.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    private LocalSpeech? _speech;

    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync();
        _speech = new LocalSpeech(VoiceBus.Speech.Models.ModelFolder.Locate(AppContext.BaseDirectory), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await Server.ShouldBecomeQuietAsync();
        await Server.DisposeAsync();
        _speech!.Dispose();
    }

    /// <summary>What a recogniser of the test's own understands.</summary>
    internal async Task<string> RecognizeAsync(WavFile audio, CancellationToken ct)
    {
        await using var recognizer = await _speech!.CreateMoonshineAsync(ct);
        var frames = AudioStreams.Frames(AudioStreams.Resample(audio, 16_000).Samples);
        await foreach (var transcript in recognizer.RecognizeAsync(new RecognitionRequest("en", false), frames, ct))
        {
            if (transcript.Kind == TranscriptKind.Final)
                return transcript.Text;
        }

        return "";
    }

    /// <summary>A voice like the server's.</summary>
    internal static ISpeechSynthesizer Voice() => new EspeakSynthesizer(new EspeakOptions(), TimeProvider.System);
}
