using System.Text.Json;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>Words and messages nobody on the device asked for.</summary>
public sealed class AnnouncementTests
{
    [Fact]
    public async Task The_next_ones_wait_for_the_speaker_and_keep_their_order()
    {
        await using var test = new ConversationHarness();
        test.Device.Hold();
        Say(test, "One.");
        await test.Device.WhenLogged("packet");
        Say(test, "Two.");
        Say(test, "Three.");
        test.Device.Resume();
        await test.Device.WhenLogged("Three.]");

        Sentences(test).ShouldBe(["[One.", "[Two.", "[Three."]);
    }

    [Fact]
    public async Task One_that_interrupts_cuts_the_speaker_and_comes_before_those_that_wait()
    {
        await using var test = new ConversationHarness();
        test.Device.Hold();
        Say(test, "A long story.");
        await test.Device.WhenLogged("packet");
        Say(test, "Later.");
        Say(test, "Fire!", SayPriority.Interrupt);
        await test.Device.WhenLogged("[Fire!");
        test.Device.Resume();
        await test.Device.WhenLogged("Later.]");

        test.Device.Log.ShouldNotContain("A long story.]");
        Sentences(test).ShouldBe(["[A long story.", "[Fire!", "[Later."]);
    }

    [Fact]
    public async Task One_that_interrupts_does_not_wait_for_the_user_to_finish()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Speak(voicedMs: 640, silentMs: 0);
        await Testing.Providers.Eventually.TrueAsync(() => test.Session.Status == SessionStatus.Listening);
        Say(test, "Waits.");
        Say(test, "Fire!", SayPriority.Interrupt);
        await test.Device.WhenLogged("Waits.]");

        Sentences(test).ShouldBe(["[Fire!", "[Waits."]);
        test.Events.Of<UtteranceHeard>().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_idle_one_waits_for_a_quiet_moment_after_all_others()
    {
        await using var test = new ConversationHarness(new ConversationOptions { QuietBeforeIdle = TimeSpan.FromSeconds(3) });
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await Quiet(test);
        Say(test, "By the way.", SayPriority.Idle);
        Say(test, "Now.");
        await test.Device.WhenLogged("Now.]");
        await Quiet(test);
        test.Time.Advance(TimeSpan.FromSeconds(2.9));
        await Quiet(test);
        Sentences(test)[^1].ShouldBe("[Now.");

        // Somebody speaks: the moment is put off.
        test.Conversation.Post(new DeviceSignal.TextEntered("wait"));
        await test.Device.WhenLogged("stt wait");
        await Quiet(test);
        test.Time.Advance(TimeSpan.FromSeconds(2.9));
        await Quiet(test);
        Sentences(test).ShouldNotContain("[By the way.");
        test.Time.Advance(TimeSpan.FromSeconds(0.2));
        await test.Device.WhenLogged("By the way.]");
    }

    [Fact]
    public async Task A_subtitle_is_shown_and_what_was_said_is_remembered()
    {
        await using var test = new ConversationHarness();
        test.Session.Inbox!.Post(new SessionCommand.Say("Dinner is ready.") { Subtitle = "🍲 19:00" });
        await test.Device.WhenLogged("🍲 19:00]");
        await Quiet(test);

        Sentences(test).ShouldBe(["[🍲 19:00"]);
        test.Events.Of<TurnEnded>().Single().Text.ShouldBe("Dinner is ready.");
    }

    [Theory]
    [InlineData("one two", "alpha beta gamma delta", "one", "alpha")]
    [InlineData("一二三四", "甲乙丙丁", "一二", "甲乙")]
    [InlineData("one", "alpha beta", "one", "alpha beta")]
    [InlineData("one", "alpha beta", "", "")]
    public void Of_a_subtitle_cut_short_as_much_is_remembered_of_the_words(string shown, string said, string played, string remembered) =>
        new Caption(shown, said).SaidOf(played).ShouldBe(remembered);

    [Fact]
    public async Task The_oldest_idle_one_makes_room()
    {
        await using var test = new ConversationHarness(new ConversationOptions { MaxAnnouncements = 2 });
        test.Device.Hold();
        Say(test, "Speaking.");
        await test.Device.WhenLogged("packet");
        Say(test, "Idle.", SayPriority.Idle);
        Say(test, "First.");
        Say(test, "Second.");
        test.Device.Resume();
        await test.Device.WhenLogged("Second.]");
        await Quiet(test);
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await Quiet(test);

        Sentences(test).ShouldBe(["[Speaking.", "[First.", "[Second."]);
    }

    [Fact]
    public async Task What_is_not_speech_reaches_the_device_while_it_speaks()
    {
        await using var test = new ConversationHarness();
        test.Device.Hold();
        Say(test, "Speaking.");
        await test.Device.WhenLogged("packet");
        using var payload = JsonDocument.Parse("""{"a":1}""");
        test.Session.Inbox!.Post(new SessionCommand.Alert("Door", "Somebody rings", "surprised"));
        test.Session.Inbox.Post(new SessionCommand.Custom(payload.RootElement));
        test.Session.Inbox.Post(new SessionCommand.Reboot());
        await test.Device.When(static log => log.Any(static entry => entry.StartsWith("send Reboot", StringComparison.Ordinal)));

        test.Device.Log.Where(static entry => entry.StartsWith("send", StringComparison.Ordinal)).ShouldBe([
            "send Alert { Status = Door, Text = Somebody rings, Emotion = surprised }",
            """send Custom { Payload = {"a":1} }""",
            "send Reboot { }",
        ]);
        test.Device.Log.ShouldNotContain("stop");
        test.Device.Resume();
        await test.Device.WhenLogged("stop");
    }

    private static void Say(ConversationHarness test, string text, SayPriority priority = SayPriority.Next) =>
        test.Session.Inbox!.Post(new SessionCommand.Say(text) { Priority = priority }).ShouldBeTrue();

    private static string[] Sentences(ConversationHarness test) =>
        [.. test.Device.Log.Where(static entry => entry.StartsWith('[')).Where(static entry => entry is not ("[Hello there." or "[How are you?"))];

    private static Task Quiet(ConversationHarness test) => test.IdleAsync();
}
