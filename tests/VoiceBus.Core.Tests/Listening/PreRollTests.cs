using VoiceBus.Core.Listening;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Listening;

public sealed class PreRollTests
{
    [Fact]
    public void It_keeps_the_newest_packets_in_order_as_many_as_hold_the_time()
    {
        var preRoll = new PreRoll(100);
        Add(preRoll, (1, 60), (2, 60));
        preRoll.Count.ShouldBe(120, "the first is needed still");
        Add(preRoll, (3, 40));
        preRoll.Count.ShouldBe(100);
        Taken(preRoll).ShouldBe([2, 3]);
        preRoll.Count.ShouldBe(0);
    }

    [Fact]
    public void A_packet_longer_than_it_holds_is_kept_whole()
    {
        var preRoll = new PreRoll(30);
        Add(preRoll, (1, 20), (2, 60));
        Taken(preRoll).ShouldBe([2]);
    }

    [Fact]
    public void Cleared_it_is_empty()
    {
        var preRoll = new PreRoll(30);
        Taken(preRoll).ShouldBeEmpty();
        Add(preRoll, (1, 20), (2, 20));
        preRoll.Clear();
        preRoll.Count.ShouldBe(0);
        Taken(preRoll).ShouldBeEmpty();
    }

    private static void Add(PreRoll preRoll, params (int Number, int Samples)[] packets)
    {
        foreach (var (number, samples) in packets)
            preRoll.Add(new BufferedPacket(Numbered.Packet(number), samples));
    }

    private static List<int> Taken(PreRoll preRoll)
    {
        var numbers = new List<int>();
        while (preRoll.TryTake(out var packet))
            numbers.Add(Numbered.Take(packet.Packet));
        return numbers;
    }
}
