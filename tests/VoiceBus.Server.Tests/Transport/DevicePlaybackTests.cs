using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Transport;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Transport;

public sealed class DevicePlaybackTests : IDisposable
{
    private static readonly TimeSpan _frame = TimeSpan.FromMilliseconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly PlaybackClock _clock;
    private readonly RecordingSink _sink;
    private readonly DevicePlayback _playback;

    public DevicePlaybackTests()
    {
        _clock = new PlaybackClock(_time, NullEventSink.Instance);
        _sink = new RecordingSink(_time);
        _playback = new DevicePlayback(_sink, _clock, _time, new PlaybackOptions(), _frame, new ExceptionGuard(NullEventSink.Instance, "playback"));
    }

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task Speech_is_bracketed_and_paced_with_a_lead_of_two_frames()
    {
        var speech = _playback.Begin();
        await WriteSentence(speech, "hello", 0, 6);
        var finished = _playback.FinishAsync(speech, default);
        Run(ms: 1000);

        await finished;
        _sink.Whats.ShouldBe(["start", "[hello", "packet 0", "packet 1", "packet 2", "packet 3", "packet 4", "packet 5", "hello]", "stop"]);
        // 60 ms for the device to get ready, three frames at once (two of them ahead), then one per frame.
        _sink.PacketTimes.ShouldBe([60, 60, 60, 120, 180, 240]);
        // Six frames play until 60 + 360; 200 ms later the device may flush.
        _sink.Sent[^1].At.ShouldBeInRange(620, 630);
    }

    [Fact]
    public async Task Cut_sends_one_stop_at_once_and_nothing_after_it()
    {
        var speech = _playback.Begin();
        await WriteSentence(speech, "one two three four", 0, 20);
        Run(ms: 300);
        _playback.Cut(speech);
        _playback.Cut(speech);
        await WriteSentence(speech, "late", 100, 3);
        Run(ms: 2000);

        _sink.Whats.Count(what => what == "stop").ShouldBe(1);
        _sink.Whats.Last().ShouldBe("stop");
        _sink.Whats.ShouldNotContain("packet 100");
        _clock.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Cut_completes_the_one_who_waits_for_the_end_and_the_one_who_waits_for_room()
    {
        var speech = _playback.Begin();
        for (byte i = 0; i < 50; i++)
            await _playback.WriteAsync(speech, Packet(i), default);
        var waiting = _playback.WriteAsync(speech, Packet(50), default).AsTask();
        var finished = _playback.FinishAsync(speech, default);
        waiting.IsCompleted.ShouldBeFalse();

        _playback.Cut(speech);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await finished.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_speech_whose_sink_throws_ends_its_own_session_and_others_are_played_to_their_end()
    {
        var events = new RecordedEvents();
        var ended = 0;
        var broken = new RecordingSink(_time) { Defect = new FormatException() };
        var sick = new DevicePlayback(
            broken, _clock, _time, new PlaybackOptions(), _frame, new ExceptionGuard(events, "device connection", "a", failed: _ => ended++));
        var lost = sick.Begin();
        await sick.WriteAsync(lost, Packet(1), default);
        var waiting = sick.FinishAsync(lost, default);
        var speech = _playback.Begin();
        await WriteSentence(speech, "hello", 0, 6);
        var finished = _playback.FinishAsync(speech, default);

        Run(ms: 1000); // The clock's tick threw out of this.

        await finished.WaitAsync(TimeSpan.FromSeconds(30));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        _sink.Whats.Last().ShouldBe("stop");
        events.Of<DefectCaught>().ShouldHaveSingleItem().SessionId.ShouldBe("a");
        ended.ShouldBe(1);
        sick.Played.WasCut.ShouldBeTrue();
        _clock.Count.ShouldBe(0);
    }

    [Fact]
    public void Silence_sends_a_stop_even_when_nothing_is_spoken()
    {
        _playback.Silence();
        _sink.Whats.ShouldBe(["stop"]);
    }

    [Fact]
    public async Task An_underrun_starts_a_new_schedule_instead_of_a_burst()
    {
        var speech = _playback.Begin();
        await WriteSentence(speech, "a", 0, 3);
        Run(ms: 1000);
        await WriteSentence(speech, "b", 3, 5);
        Run(ms: 400);

        // The device ran dry at 240; at 1000 it gets its lead again, then the pace.
        _sink.PacketTimes.Skip(3).ShouldBe([1000, 1000, 1000, 1060, 1120]);
    }

    [Fact]
    public async Task A_slow_writer_within_the_lead_keeps_the_schedule()
    {
        var speech = _playback.Begin();
        for (byte i = 0; i < 10; i++)
        {
            await _playback.WriteAsync(speech, Packet(i), default);
            Run(ms: 50);
        }

        Run(ms: 500);
        var times = _sink.PacketTimes.ToArray();
        times.Length.ShouldBe(10);
        // Never more than lead + 1 frames ahead of playing time since the first packet.
        for (var i = 0; i < times.Length; i++)
            (times[i] - times[0]).ShouldBeGreaterThanOrEqualTo(Math.Max(0, i - 2) * 60);
    }

    [Fact]
    public async Task Without_a_lead_frames_keep_their_pace_for_long()
    {
        var playback = new DevicePlayback(_sink, _clock, _time, new PlaybackOptions { LeadFrames = 0, BufferedPackets = 200 }, _frame, new ExceptionGuard(NullEventSink.Instance, "playback"));
        var speech = playback.Begin();
        for (byte i = 0; i < 100; i++)
            await playback.WriteAsync(speech, Packet(i), default);
        Run(ms: 7000);

        var times = _sink.PacketTimes.ToArray();
        times.Length.ShouldBe(100);
        times[99].ShouldBeInRange(60 + (99 * 60), 60 + (99 * 60) + 10);
    }

    [Fact]
    public async Task A_device_that_does_not_read_is_not_flooded_when_it_reads_again()
    {
        var speech = _playback.Begin();
        await WriteSentence(speech, "x", 0, 12);
        Run(ms: 100);
        _sink.IsFull = true;
        Run(ms: 2000);
        var before = _sink.PacketTimes.Count();
        _sink.IsFull = false;
        Run(ms: 10);

        (_sink.PacketTimes.Count() - before).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Played_knows_whole_sentences_and_the_part_of_the_one_cut_short()
    {
        var speech = _playback.Begin();
        await WriteSentence(speech, "First sentence.", 0, 5);
        await WriteSentence(speech, "alpha beta gamma delta", 5, 20);
        Run(ms: 60 + (13 * 60));
        _playback.Cut(speech);

        // 16 packets were sent: 5 of the first, 11 of 20 of the second sentence.
        _playback.Played.Text.ShouldBe("First sentence. alpha beta");
        _playback.Played.Packets.ShouldBe(16);
    }

    [Fact]
    public void Beginning_again_cuts_the_speech_before()
    {
        _playback.Begin();
        _playback.Begin();
        _sink.Whats.ShouldBe(["start", "drop", "stop", "start"]);
    }

    [Fact]
    public async Task The_clock_runs_only_while_somebody_speaks()
    {
        _clock.IsRunning.ShouldBeFalse();
        var speech = _playback.Begin();
        _clock.IsRunning.ShouldBeTrue();
        await _playback.WriteAsync(speech, Packet(0), default);
        var finished = _playback.FinishAsync(speech, default);
        Run(ms: 1000);
        await finished;
        _clock.IsRunning.ShouldBeFalse();
    }

    private async Task WriteSentence(long speech, string text, byte first, int packets)
    {
        await _playback.StartSentenceAsync(speech, text, default);
        for (var i = 0; i < packets; i++)
            await _playback.WriteAsync(speech, Packet((byte)(first + i)), default);
        await _playback.EndSentenceAsync(speech, text, default);
    }

    private void Run(int ms)
    {
        for (var i = 0; i < ms; i += 10)
            _time.Advance(TimeSpan.FromMilliseconds(10));
    }

    private static AudioPacket Packet(byte content) => AudioPacket.Copy([content]);
}
