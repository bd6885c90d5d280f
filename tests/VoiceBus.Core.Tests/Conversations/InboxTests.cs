using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Tests.Conversations;

public sealed class InboxTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Signals_and_audio_keep_their_order_and_urgent_ones_overtake()
    {
        var reader = new GatedReader();
        var inbox = new Inbox(reader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.Post("hold");
        await reader.Reached("hold");
        inbox.PostAudio(AudioPacket.Copy([1]));
        inbox.Post("a");
        inbox.PostAudio(AudioPacket.Copy([2]));
        inbox.Post("b");
        inbox.PostUrgent("abort");
        reader.Open();
        await reader.Reached("b");

        reader.Log.ShouldBe(["hold", "abort", "audio 1", "a", "audio 2", "b"]);
    }

    [Fact]
    public async Task Full_of_audio_it_drops_the_oldest_and_never_a_signal()
    {
        var reader = new GatedReader();
        var inbox = new Inbox(reader, audioCapacity: 4, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.Post("hold");
        await reader.Reached("hold");
        var dropped = 0;
        for (byte i = 0; i < 10; i++)
        {
            inbox.Post($"signal {i}");
            dropped += inbox.PostAudio(AudioPacket.Copy([i])) ? 1 : 0;
        }

        inbox.Post("end");
        reader.Open();
        await reader.Reached("end");

        dropped.ShouldBe(6);
        reader.Log.Where(entry => entry.StartsWith("audio", StringComparison.Ordinal)).ShouldBe(["audio 6", "audio 7", "audio 8", "audio 9"]);
        reader.Log.Count(entry => entry.StartsWith("signal", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public async Task Only_one_loop_reads_whatever_is_posted_from_wherever()
    {
        var reader = new CountingReader(expected: 8 * 1000);
        var inbox = new Inbox(reader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        await Parallel.ForAsync(0, 8, async (_, _) =>
        {
            for (var i = 0; i < 1000; i++)
            {
                while (!inbox.Post(i))
                    await Task.Yield();
            }
        });

        await reader.Done.WaitAsync(_timeout);
        reader.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task Idle_it_runs_nothing()
    {
        var reader = new CountingReader(expected: 1);
        var inbox = new Inbox(reader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.IsRunning.ShouldBeFalse();
        inbox.Post("once");
        await reader.Done.WaitAsync(_timeout);
        await Testing.Providers.Eventually.TrueAsync(() => !inbox.IsRunning);
    }

    [Fact]
    public void Closed_it_takes_nothing_more()
    {
        var inbox = new Inbox(new CountingReader(1), audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.Close();
        inbox.Post("late").ShouldBeFalse();
        inbox.PostUrgent("late").ShouldBeFalse();
        inbox.PostAudio(AudioPacket.Copy([1])).ShouldBeFalse();
        inbox.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task The_end_finds_room_when_nothing_else_does_and_is_read_first()
    {
        var reader = new GatedReader();
        var inbox = new Inbox(reader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.Post("hold");
        await reader.Reached("hold");
        while (inbox.PostUrgent("abort"))
        {
            // Until it is full.
        }

        inbox.PostEnd("gone").ShouldBeTrue();
        inbox.PostEnd("gone again").ShouldBeTrue();
        reader.Open();
        await reader.Reached("abort");

        reader.Log[..3].ShouldBe(["hold", "gone", "abort"]);
        inbox.Close();
        inbox.PostEnd("late").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_for_room_goes_on_as_soon_as_there_is_some_and_at_the_end()
    {
        var reader = new GatedReader();
        var inbox = new Inbox(reader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        inbox.Post("hold");
        await reader.Reached("hold");
        inbox.Post("a");
        inbox.Post("b");
        inbox.WaitForRoomAsync(2, CancellationToken.None).IsCompleted.ShouldBeTrue();
        var room = inbox.WaitForRoomAsync(1, CancellationToken.None);
        room.IsCompleted.ShouldBeFalse();
        reader.Open();
        await room.WaitAsync(_timeout);

        await reader.Reached("b");
        var shutReader = new GatedReader();
        var shut = new Inbox(shutReader, audioCapacity: 8, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        shut.Post("hold");
        await shutReader.Reached("hold");
        shut.Post("a");
        var last = shut.WaitForRoomAsync(0, CancellationToken.None);
        last.IsCompleted.ShouldBeFalse();
        shut.Close();
        await last.WaitAsync(_timeout);
        shutReader.Open();
    }

    /// <summary>Stands still at "hold" until it is opened.</summary>
    private sealed class GatedReader : IInboxReader
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly Lock _lock = new();
        private readonly Dictionary<string, TaskCompletionSource> _reached = [];

        public List<string> Log { get; } = [];

        public void Open() => _gate.Set();

        public Task Reached(string signal)
        {
            lock (_lock)
                return Source(signal).Task.WaitAsync(_timeout);
        }

        public void Read(object signal)
        {
            lock (_lock)
            {
                Log.Add((string)signal);
                Source((string)signal).TrySetResult();
            }

            if (signal is "hold")
                _gate.Wait(_timeout);
        }

        public void ReadAudio(AudioPacket packet)
        {
            lock (_lock)
                Log.Add($"audio {packet.Bytes.Span[0]}");
            packet.Dispose();
        }

        private TaskCompletionSource Source(string signal) =>
            _reached.TryGetValue(signal, out var source)
                ? source
                : _reached[signal] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class CountingReader(int expected) : IInboxReader
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _inside;
        private int _read;

        public int Overlaps { get; private set; }

        public Task Done => _done.Task;

        public void Read(object signal)
        {
            if (Interlocked.Increment(ref _inside) != 1)
                Overlaps++;
            if (++_read == expected)
                _done.SetResult();
            Interlocked.Decrement(ref _inside);
        }

        public void ReadAudio(AudioPacket packet) => packet.Dispose();
    }
}
