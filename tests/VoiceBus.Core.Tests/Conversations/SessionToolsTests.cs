using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>What a model does to the conversation itself: ending it, playing sounds.</summary>
public sealed class SessionToolsTests
{
    private readonly Sounds _sounds = new();

    [Fact]
    public async Task The_goodbye_is_spoken_then_the_device_hangs_up()
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("1", "end_conversation");
        test.Services.Words = static _ => ["Goodbye!"];
        test.Conversation.Post(new DeviceSignal.TextEntered("bye"));
        await test.Device.WhenLogged("close the conversation was ended");

        test.Device.Log.Where(static entry => entry != "packet").ShouldBe(
            ["stt bye", "start", "llm happy", "[Goodbye!", "Goodbye!]", "stop", "close the conversation was ended"]);
        await test.Conversation.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        test.Conversation.Dialogue.History.Where(static message => message.Text.Length > 0).Select(static message => message.Text).ShouldBe(["bye", "Goodbye!"]);
    }

    [Fact]
    public async Task Whoever_interrupts_the_goodbye_is_listened_to()
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("1", "end_conversation");
        test.Services.Words = static _ => ["Goodbye!"];
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("bye"));
        await test.Device.WhenLogged("packet");
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.Device.WhenLogged("stop");
        test.Device.Resume();
        test.Services.ToolCall = null;
        test.Services.Words = static _ => ["I am here."];
        test.Conversation.Post(new DeviceSignal.TextEntered("wait"));

        await test.Device.WhenLogged("I am here.]");
        test.Device.Log.ShouldNotContain(static entry => entry.StartsWith("close", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_timer_keeps_the_conversation_open()
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("1", "set_timer", new Dictionary<string, object?> { ["name"] = "egg", ["seconds"] = 60 });
        test.Conversation.Post(new DeviceSignal.TextEntered("egg"));
        await test.Device.WhenLogged("stop");
        var told = "";
        test.Services.ToolCall = new FunctionCallContent("1", "end_conversation");
        test.Services.Words = messages =>
        {
            told = messages[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "";
            return ["Goodbye, I still ring."];
        };
        test.Conversation.Post(new DeviceSignal.TextEntered("bye"));
        await test.Device.WhenLogged("Goodbye, I still ring.]");
        await test.Device.When(static log => log.Count(static entry => entry == "stop") == 2);
        test.Time.Advance(TimeSpan.FromSeconds(60));

        await test.Device.WhenLogged("[Your egg timer is done.");
        told.ShouldStartWith("Error: a timer is running");
    }

    [Fact]
    public async Task An_argument_of_the_wrong_type_is_told_to_the_model()
    {
        await using var test = new ConversationHarness();
        var told = "";
        test.Services.ToolCall = new FunctionCallContent("1", "set_timer", new Dictionary<string, object?> { ["name"] = "egg", ["seconds"] = "soon" });
        test.Services.Words = messages =>
        {
            told = messages[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "";
            return ["Once more."];
        };
        test.Conversation.Post(new DeviceSignal.TextEntered("egg"));
        await test.Device.WhenLogged("stop");

        told.ShouldContain("Error");
        told.ShouldContain("Double");
    }

    [Fact]
    public async Task A_sound_is_played_after_the_words_and_remembered()
    {
        await using var test = new ConversationHarness(sounds: _sounds);
        Play(test, "RAIN");
        test.Services.Words = static _ => ["Here it is."];
        test.Conversation.Post(new DeviceSignal.TextEntered("play rain"));
        await test.Device.WhenLogged("stop");

        // 4 frames of 60 ms are spoken, 10 pieces of 50 ms are 500 ms of sound: 9 packets, the last one filled up.
        test.Device.Log.ShouldBe(
            ["stt play rain", "start", "llm happy", "[Here it is.", .. Packets(4), "Here it is.]", "[♪ rain", .. Packets(9), "♪ rain]", "stop"]);
        await Eventually.TrueAsync(() => test.Events.Of<TurnEnded>().Count == 1);
        test.Events.Of<TurnEnded>()[0].Text.ShouldBe("Here it is. ♪ rain", "which is what the history is made of");
        _sounds.Left.ShouldBe(1);
    }

    [Fact]
    public async Task A_sound_without_a_word_is_an_answer_too()
    {
        await using var test = new ConversationHarness(sounds: _sounds);
        Play(test, "rain");
        test.Services.Words = static _ => [];
        test.Conversation.Post(new DeviceSignal.TextEntered("play rain"));
        await test.Device.WhenLogged("stop");

        test.Device.Log.Where(static entry => entry != "packet").ShouldBe(["stt play rain", "start", "[♪ rain", "♪ rain]", "stop"]);
        test.Events.Of<TurnStageFailed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sound_is_cut_short_like_speech_and_its_file_let_go()
    {
        await using var test = new ConversationHarness(sounds: _sounds);
        _sounds.Pieces = 1_000_000;
        Play(test, "rain");
        test.Services.Words = static _ => [];
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("play rain"));
        await test.Device.WhenLogged("packet");
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));

        await test.Device.WhenLogged("stop");
        test.Device.Resume();
        test.Services.ToolCall = null;
        test.Services.Words = static _ => ["Yes?"];
        test.Conversation.Post(new DeviceSignal.TextEntered("hey"));
        await test.Device.WhenLogged("Yes?]");
        _sounds.Left.ShouldBe(1);
        test.Device.Log.ShouldNotContain("♪ rain]");
    }

    [Fact]
    public async Task A_sound_that_cannot_be_read_ends_the_turn_and_nothing_else()
    {
        await using var test = new ConversationHarness(sounds: _sounds);
        _sounds.Broken = true;
        Play(test, "rain");
        test.Services.Words = static _ => ["Here it is."];
        test.Conversation.Post(new DeviceSignal.TextEntered("play rain"));
        await test.Device.WhenLogged("stop");

        test.Events.Of<SoundFailed>().ShouldHaveSingleItem().Error.ShouldBe("no sound at all");
        test.Events.Of<SessionDefect>().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_allowed_is_not_offered_and_does_not_run()
    {
        await using var test = new ConversationHarness(new ConversationOptions { AllowedTools = ["set_*"] }, sounds: _sounds);
        var told = "";
        test.Services.ToolCall = new FunctionCallContent("1", "end_conversation");
        test.Services.Words = messages =>
        {
            told = messages[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "";
            return ["I cannot."];
        };
        test.Conversation.Post(new DeviceSignal.TextEntered("bye"));
        await test.Device.WhenLogged("stop");

        told.ShouldContain("not found");
        test.Device.Log.ShouldNotContain(static entry => entry.StartsWith("close", StringComparison.Ordinal));
    }

    private static void Play(ConversationHarness test, string name) =>
        test.Services.ToolCall = new FunctionCallContent("1", "play_sound", new Dictionary<string, object?> { ["name"] = name });

    private static IEnumerable<string> Packets(int count) => Enumerable.Repeat("packet", count);

    private sealed class Sounds : ISoundLibrary
    {
        private int _left;

        public int Pieces { get; set; } = 10;

        public bool Broken { get; set; }

        public int Left => Volatile.Read(ref _left);

        public IReadOnlyList<string> Names => ["rain", "bell"];

        public async IAsyncEnumerable<AudioFrame> ReadAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                if (Broken || name != "rain")
                    throw new IOException("no sound at all");
                for (var i = 0; i < Pieces; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return AudioFrame.Copy(new short[1200], 24_000);
                }

                await Task.CompletedTask;
            }
            finally
            {
                Interlocked.Increment(ref _left);
            }
        }
    }
}
