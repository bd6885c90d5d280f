using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Tests.Listening;

public sealed class EndOfSpeechTests
{
    private static readonly ListeningOptions Options = new();

    [Theory]
    [InlineData("What time is it?", true)]
    [InlineData("Go forward ten meters.", true)]
    [InlineData("yes", true)]
    [InlineData("现在几点？", true)]
    [InlineData("I would like to", false)]
    [InlineData("And then I.", false)]
    [InlineData("Well,", false)]
    [InlineData("Set a timer for...", false)]
    [InlineData("", false)]
    public void A_text_is_complete_when_a_person_would_stop_there(string text, bool complete) =>
        EndOfSpeech.IsComplete(text).ShouldBe(complete);

    [Fact]
    public void A_finished_sentence_ends_sooner_than_an_open_one()
    {
        EndOfSpeech.IsOver(Options.EndSilence, "What time is it?", Options).ShouldBeTrue();
        EndOfSpeech.IsOver(Options.EndSilence, "I would like to", Options).ShouldBeFalse();
        EndOfSpeech.IsOver(Options.EndSilence, null, Options).ShouldBeFalse();
        EndOfSpeech.IsOver(Options.MaxEndSilence, "I would like to", Options).ShouldBeTrue();
        EndOfSpeech.IsOver(Options.MaxEndSilence, null, Options).ShouldBeTrue();
        EndOfSpeech.IsOver(TimeSpan.FromMilliseconds(100), "What time is it?", Options).ShouldBeFalse();
    }
}
