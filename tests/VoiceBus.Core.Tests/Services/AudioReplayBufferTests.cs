using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class AudioReplayBufferTests
{
    private readonly Channel<AudioFrame> _input = Channel.CreateUnbounded<AudioFrame>();

    [Fact]
    public async Task Plays_pause_markers_and_ends_with_the_input()
    {
        using var tape = new AudioReplayBuffer(TimeSpan.FromSeconds(30));
        var recording = tape.RecordAsync(_input.Reader.ReadAllAsync(), CancellationToken.None);
        var playing = PlayAsync(tape);
        Write(1);
        _input.Writer.TryWrite(AudioFrame.Pause);
        Write(2);
        _input.Writer.Complete();
        await recording;

        (await playing).ShouldBe([1, -1, 2]);
        (await PlayAsync(tape)).ShouldBe([1, -1, 2], "a second player hears it all again");
    }

    [Fact]
    public async Task Keeps_the_newest_part_of_a_long_utterance_and_counts_what_nobody_heard()
    {
        using var tape = new AudioReplayBuffer(TimeSpan.FromSeconds(3));
        for (short second = 1; second <= 5; second++)
            Write(second);
        _input.Writer.Complete();
        await tape.RecordAsync(_input.Reader.ReadAllAsync(), CancellationToken.None);

        (await PlayAsync(tape)).ShouldBe([3, 4, 5]);
        tape.Lost.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_player_that_keeps_up_misses_nothing_of_a_long_utterance()
    {
        using var tape = new AudioReplayBuffer(TimeSpan.FromSeconds(3));
        var recording = tape.RecordAsync(_input.Reader.ReadAllAsync(), CancellationToken.None);
        await using var player = tape.PlayAsync(CancellationToken.None).GetAsyncEnumerator();
        for (short second = 1; second <= 50; second++)
        {
            Write(second);
            (await player.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
            player.Current.Samples[0].ShouldBe(second);
            player.Current.Dispose();
        }
        _input.Writer.Complete();
        await recording;

        tape.Lost.ShouldBe(TimeSpan.Zero);
        (await PlayAsync(tape)).ShouldBe([48, 49, 50]);
    }

    [Fact]
    public async Task A_waiting_player_wakes_when_cancelled_and_when_the_tape_is_disposed()
    {
        var tape = new AudioReplayBuffer(TimeSpan.FromSeconds(3));
        using var leaving = new CancellationTokenSource();
        await using var cancelled = tape.PlayAsync(leaving.Token).GetAsyncEnumerator();
        var waiting = cancelled.MoveNextAsync().AsTask();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(TimeSpan.FromSeconds(20)));

        var playing = PlayAsync(tape);
        tape.Dispose();
        (await playing.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Input_that_breaks_off_is_not_taken_for_its_end()
    {
        using var tape = new AudioReplayBuffer(TimeSpan.FromSeconds(3));
        Write(1);
        _input.Writer.Complete(new InvalidOperationException("gone"));
        var called = 0;
        tape.WhenEnded(() => called++);
        await tape.RecordAsync(_input.Reader.ReadAllAsync(), CancellationToken.None);

        await Should.ThrowAsync<IOException>(PlayAsync(tape));
        called.ShouldBe(1);
    }

    private void Write(short sample)
    {
        var frame = AudioFrame.Rent(16_000, 16_000);
        frame.Samples.Fill(sample);
        _input.Writer.TryWrite(frame);
    }

    private static async Task<List<int>> PlayAsync(AudioReplayBuffer tape)
    {
        var heard = new List<int>();
        await foreach (var frame in tape.PlayAsync(CancellationToken.None))
        {
            heard.Add(frame.IsPause ? -1 : frame.Samples[0]);
            frame.Dispose();
        }
        return heard;
    }
}
