using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class SpeechRateEstimatorTests
{
    private const string Sentence = "seven ships sailed slowly over every wide ocean";

    private readonly SpeechRateEstimator _pace = new();

    [Fact]
    public void Nothing_spoken_leaves_everything() => _pace.RestOf(Sentence, TimeSpan.Zero).ShouldBe(Sentence);

    [Fact]
    public void Begins_again_at_the_word_that_was_being_spoken()
    {
        Learn(TimeSpan.FromSeconds(4.7));

        _pace.RestOf(Sentence, TimeSpan.FromSeconds(0.1)).ShouldBe(Sentence);
        var half = _pace.RestOf(Sentence, TimeSpan.FromSeconds(2.35));
        half.ShouldBe("slowly over every wide ocean");
        _pace.RestOf(Sentence, TimeSpan.FromSeconds(4.6)).ShouldBe("ocean");
    }

    [Fact]
    public void Nothing_is_left_of_what_was_spoken_to_its_end()
    {
        Learn(TimeSpan.FromSeconds(4.7));

        _pace.RestOf(Sentence, TimeSpan.FromSeconds(5.3)).ShouldBe("");
    }

    [Fact]
    public void A_slower_voice_has_come_less_far()
    {
        Learn(TimeSpan.FromSeconds(9.4));

        _pace.RestOf(Sentence, TimeSpan.FromSeconds(2.35)).ShouldBe("ships sailed slowly over every wide ocean");
    }

    [Fact]
    public void Ideographs_are_cut_between_any_two() =>
        _pace.RestOf("今天天气很好我们出去走走", TimeSpan.FromSeconds(1.344)).ShouldBe("我们出去走走");

    private void Learn(TimeSpan audio)
    {
        for (var i = 0; i < 30; i++)
            _pace.Learn(Sentence, audio);
    }
}
