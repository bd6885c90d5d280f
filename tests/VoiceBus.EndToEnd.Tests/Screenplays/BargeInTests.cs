using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

/// <summary>Somebody or something breaks off in the middle of a turn; afterwards nothing of the turn is left.</summary>
public sealed class BargeInTests
{
    /// <summary>Where a turn stands when it is broken off.</summary>
    public enum Stage
    {
        Recognising,
        ThinkingFirstWord,
        SpeakingFirstByte,
        Playing,
    }

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(Stage.Recognising)]
    [InlineData(Stage.ThinkingFirstWord)]
    [InlineData(Stage.SpeakingFirstByte)]
    [InlineData(Stage.Playing)]
    public async Task Abort_brings_one_stop_no_stale_frame_and_the_next_turn_works(Stage stage)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 40);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            await ReachAsync(scripted, device, stage, deadline.Token);
            await device.SendTextAsync(ClientMessages.Abort(device.SessionId, null), deadline.Token);
            await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, deadline.Token);
            Resume(scripted);

            // A ping comes back after whatever was sent before it: what arrives until then is all there is.
            await device.SendTextAsync(ClientMessages.Ping(device.SessionId), deadline.Token);
            var after = await device.ReadUntilAsync(Is<ServerMessage.Pong>, deadline.Token);
            after.Count.ShouldBe(1, string.Join(' ', after));

            scripted.Answer = _ => "Fine.";
            var next = await device.TypeAsync("again", deadline.Token);
            next.Sentences.ShouldBe(["Fine."]);
            next.Events.OfType<AudioReceived>().Count().ShouldBe(40);
        }

        await scripted.ShouldBecomeQuietAsync();
    }

    [Theory]
    [InlineData(Stage.Recognising)]
    [InlineData(Stage.ThinkingFirstWord)]
    [InlineData(Stage.SpeakingFirstByte)]
    [InlineData(Stage.Playing)]
    public async Task A_device_that_vanishes_leaves_nothing_behind(Stage stage)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 40);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            await ReachAsync(scripted, device, stage, deadline.Token);
            await device.DisconnectAsync();
            await scripted.ShouldBecomeQuietAsync();
        }
    }

    [Theory]
    [InlineData(Stage.Recognising)]
    [InlineData(Stage.ThinkingFirstWord)]
    [InlineData(Stage.SpeakingFirstByte)]
    [InlineData(Stage.Playing)]
    public async Task A_device_that_connects_again_replaces_its_old_socket(Stage stage)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 40);
        await using (var older = await scripted.Server.ConnectAsync(deadline.Token, "aa:bb:cc:dd:ee:ff"))
        {
            await ReachAsync(scripted, older, stage, deadline.Token);
            await using var newer = await scripted.Server.ConnectAsync(deadline.Token, "aa:bb:cc:dd:ee:ff");
            await older.Completion.WaitAsync(deadline.Token);
            Resume(scripted);
            scripted.Answer = _ => "Fine.";
            (await newer.TypeAsync("hello", deadline.Token)).Sentences.ShouldBe(["Fine."]);
        }

        await scripted.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task Speaking_over_the_device_in_realtime_cuts_it_and_the_new_words_are_answered()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 60);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Realtime), deadline.Token);
            await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, "tell me more"), deadline.Token);
            await device.ReadUntilAsync(static e => e is AudioReceived, deadline.Token);
            scripted.Heard = "Stop it please now.";
            scripted.Answer = heard => heard;
            await device.SpeakAsync(10, deadline.Token);
            var cut = await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, deadline.Token);
            cut.OfType<AudioReceived>().Count().ShouldBeLessThan((3 * 60) - 1, "the rest of three sentences was not sent");
            await device.BeSilentAsync(20, deadline.Token);
            var answer = await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, deadline.Token);
            Messages(answer).OfType<ServerMessage.Stt>().Single().Text.ShouldBe("Stop it please now.");
        }

        await scripted.ShouldBecomeQuietAsync();
    }

    [Theory]
    [InlineData(Stage.Recognising)]
    [InlineData(Stage.ThinkingFirstWord)]
    [InlineData(Stage.SpeakingFirstByte)]
    public async Task A_provider_that_hangs_is_given_up_and_the_device_gets_an_apology_and_a_stop(Stage stage)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var impatient = new VoiceBus.Core.Services.ServiceDeadlines { FirstReply = TimeSpan.FromMilliseconds(300), Grace = TimeSpan.FromMilliseconds(100) };
        await using var scripted = await ScriptedServer.StartAsync(impatient);
        var script = Script(scripted, stage);
        script.IgnoreCancellation = true;
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            await ReachAsync(scripted, device, stage, deadline.Token);
            var events = await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, deadline.Token);
            Messages(events).OfType<ServerMessage.SentenceStart>().ShouldContain(sentence => sentence.Text.StartsWith("Sorry"));
            Resume(scripted);
        }

        await scripted.ShouldBecomeQuietAsync();
        (scripted.Events.Of<TurnStageFailed>().Count() + scripted.Events.Of<UtteranceFailed>().Count()).ShouldBeGreaterThan(0);
    }

    private static async Task ReachAsync(ScriptedServer scripted, DeviceClient device, Stage stage, CancellationToken ct)
    {
        var script = Script(scripted, stage);
        script.HoldBeforeReply = stage != Stage.Playing;
        if (stage == Stage.Recognising)
            await device.PushToTalkAsync(ct);
        else
            await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, "tell me something"), ct);
        if (stage == Stage.Playing)
            await device.ReadUntilAsync(static e => e is AudioReceived, ct);
        else
            (await script.Held.ReadAsync(ct)).ShouldBe("before");
    }

    private static void Resume(ScriptedServer scripted)
    {
        foreach (var script in new[] { scripted.Asr, scripted.Llm, scripted.Tts })
        {
            script.HoldBeforeReply = false;
            script.Release();
        }
    }

    private static ProviderScript Script(ScriptedServer scripted, Stage stage) => stage switch
    {
        Stage.Recognising => scripted.Asr,
        Stage.ThinkingFirstWord => scripted.Llm,
        _ => scripted.Tts,
    };

    private static bool Is<T>(DeviceEvent received) => received is MessageReceived { Message: T };

    private static IEnumerable<ServerMessage> Messages(IEnumerable<DeviceEvent> events) =>
        events.OfType<MessageReceived>().Select(received => received.Message);
}
