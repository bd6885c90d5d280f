using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Tests.Listening;

public sealed class PreRollTests
{
    [Fact]
    public void It_keeps_the_newest_samples_in_order()
    {
        var preRoll = new PreRoll(5);
        preRoll.Add([1, 2, 3]);
        preRoll.Add([4, 5, 6, 7]);
        Taken(preRoll, 10).ShouldBe([3, 4, 5, 6, 7]);
        preRoll.Count.ShouldBe(0);
    }

    [Fact]
    public void More_than_it_holds_leaves_the_end()
    {
        var preRoll = new PreRoll(3);
        preRoll.Add([1, 2, 3, 4, 5, 6, 7, 8]);
        Taken(preRoll, 2).ShouldBe([6, 7]);
        preRoll.Add([9]);
        Taken(preRoll, 3).ShouldBe([8, 9]);
    }

    [Fact]
    public void Cleared_it_is_empty()
    {
        var preRoll = new PreRoll(3);
        Taken(preRoll, 3).ShouldBeEmpty();
        preRoll.Add([1, 2]);
        preRoll.Clear();
        Taken(preRoll, 3).ShouldBeEmpty();
    }

    private static short[] Taken(PreRoll preRoll, int most)
    {
        var samples = new short[most];
        return samples[..preRoll.Take(samples)];
    }
}
