using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>A persona for children waits longer than one for a lift.</summary>
public sealed class PersonaListeningTests
{
    [Theory]
    [InlineData(null, null, 400, 900)]
    [InlineData(700, null, 700, 900)]
    [InlineData(1500, null, 1500, 1500)]
    [InlineData(null, 2000, 400, 2000)]
    [InlineData(null, 300, 300, 300)]
    [InlineData(600, 2500, 600, 2500)]
    public void What_a_persona_says_counts_and_the_longer_stays_the_longer(int? end, int? max, int expectedEnd, int expectedMax)
    {
        var found = PersonaListening.Of(new ListeningOptions(), new Persona { EndSilence = Span(end), MaxEndSilence = Span(max) });
        (found.EndSilence.TotalMilliseconds, found.MaxEndSilence.TotalMilliseconds).ShouldBe((expectedEnd, expectedMax));
    }

    [Fact]
    public void It_is_made_once_per_change_of_persona_or_configuration()
    {
        var options = new ConversationOptions();
        var cast = new PersonaSelector(() => options);
        var listening = new PersonaListening(() => options, cast);
        var usual = listening.Now;
        usual.ShouldBeSameAs(options.Listening, "nothing is made where nothing is said");
        cast.Choose(new Persona { Name = "slow", MaxEndSilence = TimeSpan.FromSeconds(3) });
        var slow = listening.Now;
        slow.MaxEndSilence.ShouldBe(TimeSpan.FromSeconds(3));
        listening.Now.ShouldBeSameAs(slow);
        options = options with { Listening = options.Listening with { EndSilence = TimeSpan.FromMilliseconds(450) } };
        listening.Now.EndSilence.ShouldBe(TimeSpan.FromMilliseconds(450));
        listening.Now.MaxEndSilence.ShouldBe(TimeSpan.FromSeconds(3));
        cast.Choose(null);

        listening.Now.ShouldBeSameAs(options.Listening);
    }

    [Fact]
    public async Task A_pause_that_ends_a_turn_elsewhere_does_not_with_a_patient_persona()
    {
        var patient = new Persona { EndSilence = TimeSpan.FromMilliseconds(1600), MaxEndSilence = TimeSpan.FromMilliseconds(1600) };
        await using var test = new ConversationHarness(new ConversationOptions { Persona = patient });
        test.Services.Transcripts.Writer.TryWrite("I would like a biscuit.");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        await test.SpeakAsync(640, 1280);
        await test.SpeakAsync(640, 1920);
        await test.Device.WhenLogged("stop");

        test.Events.Of<UtteranceHeard>().Count.ShouldBe(1);
        test.Services.SamplesHeard.ShouldBeGreaterThan((640 + 1280 + 640) * 16, "both halves are one utterance");
    }

    private static TimeSpan? Span(int? ms) => ms is { } given ? TimeSpan.FromMilliseconds(given) : null;
}
