using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Management.Api;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Server.Tests.Api;

public sealed class EventFeedTests
{
    private static readonly DateTimeOffset _then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly TextPolicy _text = new(isShown: false);

    [Fact]
    public async Task A_slow_reader_gets_the_newest_facts_and_is_told_how_many_it_missed()
    {
        var feed = new EventFeed(null, () => _text.IsShown, _time);
        for (var n = 0; n < EventFeed.Capacity + 44; n++)
            feed.OnEvent(new SessionOpened($"s{n}", "d"), _then);

        var read = await Read(feed, EventFeed.Capacity + 1);

        (read[0].EventType, read[0].Data).ShouldBe(("dropped", """{"count":44}"""));
        read[1].EventType.ShouldBe("session_opened");
        read[1].Data.ShouldContain("\"s44\"");
        read[^1].Data.ShouldContain($"\"s{EventFeed.Capacity + 43}\"");
    }

    [Fact]
    public async Task A_fact_has_its_fields_in_snake_case_durations_in_ms_and_no_words_nor_instants()
    {
        var feed = new EventFeed(null, () => _text.IsShown, _time);
        feed.OnEvent(new TurnStarted("s", "d", "t", "speech", "c", new MonotonicTimestamp(42), TimeSpan.FromMilliseconds(812.5), "my secret"), _then);
        _text.IsShown = true;
        (await Read(feed, 1))[0].Data.ShouldContain("\"text\":\"my secret\"");

        _text.IsShown = false;
        feed.OnEvent(new TurnReached("s", "t", TurnMilestone.FirstTtsByte, TimeSpan.FromMilliseconds(1200)), _then);
        (await Read(feed, 1))[0].Data.ShouldBe(
            """{"at":"2026-01-02T03:04:05+00:00","session_id":"s","turn_id":"t","mark":"first_tts_byte","since_began_ms":1200,"severity":"detail"}""");
        feed.OnEvent(new TurnStarted("s", "d", "t", "speech", "c", new MonotonicTimestamp(42), TimeSpan.FromMilliseconds(812.5), "my secret"), _then);
        (await Read(feed, 1))[0].Data.ShouldBe(
            """{"at":"2026-01-02T03:04:05+00:00","session_id":"s","device_id":"d","turn_id":"t","origin":"speech","call_id":"c","since_began_ms":812.5,"severity":"normal"}""");
    }

    [Fact]
    public async Task Only_the_wanted_session_is_heard()
    {
        var feed = new EventFeed("mine", () => _text.IsShown, _time);
        feed.OnEvent(new SessionOpened("other", "d"), _then);
        feed.OnEvent(new PoolExhausted("p", "mine", 1, 1), _then);
        feed.OnEvent(new CircuitClosed("llm", "p"), _then);
        feed.OnEvent(new SessionOpened("mine", "d"), _then);

        (await Read(feed, 2)).Select(item => item.EventType).ShouldBe(["pool_exhausted", "session_opened"]);
    }

    [Fact]
    public async Task The_line_shows_that_it_is_alive_every_fifteen_seconds()
    {
        var clock = new CountingClock();
        var feed = new EventFeed(null, () => _text.IsShown, clock);
        using var leave = new CancellationTokenSource();
        var beats = Channel.CreateUnbounded<DateTimeOffset>();
        var began = clock.GetUtcNow();
        var reading = Consume();
        for (var n = 0; n < 3; n++)
        {
            (await beats.Reader.ReadAsync().AsTask().WaitAsync(Gate.Limit)).ShouldBe(began + (n * EventFeed.Heartbeat));
            await clock.WaitForTimerAsync(EventFeed.Heartbeat);
            clock.Advance(EventFeed.Heartbeat - TimeSpan.FromMilliseconds(1));
            beats.Reader.TryPeek(out _).ShouldBeFalse();
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await leave.CancelAsync();
        await reading.WaitAsync(Gate.Limit);

        async Task Consume()
        {
            await foreach (var _ in feed.ReadAsync(Beat, leave.Token))
            {
            }
        }

        Task Beat(CancellationToken token)
        {
            beats.Writer.TryWrite(clock.GetUtcNow());
            return Task.CompletedTask;
        }
    }

    private static async Task<List<SseItem<string>>> Read(EventFeed feed, int count)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var read = new List<SseItem<string>>();
        await foreach (var item in feed.ReadAsync(static _ => Task.CompletedTask, timeout.Token))
        {
            read.Add(item);
            if (read.Count == count)
                break;
        }

        return read;
    }
}
