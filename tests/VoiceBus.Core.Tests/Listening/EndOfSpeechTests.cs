using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Tests.Listening;

public sealed class EndOfSpeechTests
{
    private static readonly ListeningOptions _options = new();

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
    [InlineData("我想要。", false)]
    [InlineData("今天天气怎么样，", false)]
    [InlineData("。", false)]
    public void A_text_is_complete_when_a_person_would_stop_there(string text, bool complete) =>
        EndOfSpeech.IsComplete(text).ShouldBe(complete);

    [Fact]
    public void A_finished_sentence_ends_sooner_than_an_open_one()
    {
        EndOfSpeech.IsOver(_options.EndSilence, "What time is it?", endOfTurn: false, _options).ShouldBeTrue();
        EndOfSpeech.IsOver(_options.EndSilence, "I would like to", endOfTurn: false, _options).ShouldBeFalse();
        EndOfSpeech.IsOver(_options.EndSilence, null, endOfTurn: false, _options).ShouldBeFalse();
        EndOfSpeech.IsOver(_options.MaxEndSilence, "I would like to", endOfTurn: false, _options).ShouldBeTrue();
        EndOfSpeech.IsOver(_options.MaxEndSilence, null, endOfTurn: false, _options).ShouldBeTrue();
        EndOfSpeech.IsOver(TimeSpan.FromMilliseconds(100), "What time is it?", endOfTurn: false, _options).ShouldBeFalse();
    }

    [Fact]
    public void A_recogniser_that_says_the_turn_is_over_needs_no_more_than_a_pause()
    {
        EndOfSpeech.IsOver(_options.Pause, "I would like to", endOfTurn: true, _options).ShouldBeTrue();
        EndOfSpeech.IsOver(_options.Pause, null, endOfTurn: true, _options).ShouldBeTrue();
        EndOfSpeech.IsOver(_options.Pause / 2, "Yes.", endOfTurn: true, _options).ShouldBeFalse();
    }
}
