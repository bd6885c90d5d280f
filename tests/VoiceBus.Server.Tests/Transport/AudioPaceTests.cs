using VoiceBus.Gateway.Transport;

namespace VoiceBus.Server.Tests.Transport;

public sealed class AudioPaceTests
{
    private static readonly TimeSpan _packet = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Ten_seconds_may_come_at_once_and_what_is_more_waits()
    {
        var pace = new AudioPace();
        for (var i = 0; i < 500; i++)
            pace.Take(TimeSpan.Zero, _packet).ShouldBe(TimeSpan.Zero);
        pace.Take(TimeSpan.Zero, _packet).TotalMilliseconds.ShouldBe(20 / 1.2, 0.01);
    }

    [Fact]
    public void Real_time_never_waits_and_a_burst_is_made_up_for()
    {
        var pace = new AudioPace();
        var now = TimeSpan.Zero;
        for (var i = 0; i < 500; i++)
            pace.Take(now, _packet);
        for (var i = 0; i < 10_000; i++)
            pace.Take(now += _packet, _packet).ShouldBe(TimeSpan.Zero);
        for (var i = 0; i < 499; i++)
            pace.Take(now, _packet).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Who_waits_as_told_sends_a_little_more_than_real_time()
    {
        var pace = new AudioPace();
        var (now, sent) = (TimeSpan.Zero, TimeSpan.Zero);
        while (now < TimeSpan.FromMinutes(1))
        {
            now += pace.Take(now, _packet);
            sent += _packet;
        }

        sent.TotalSeconds.ShouldBe(10 + (60 * 1.2), 0.1);
    }
}
