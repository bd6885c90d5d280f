using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Sessions;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>A session ends and a turn lets go of the floor, whatever is thrown on the way.</summary>
public sealed class SessionEndTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_session_ends_although_its_device_s_tools_throw_when_they_are_let_go()
    {
        await using var test = new ConversationHarness();
        var session = test.Sessions.Open("broken");
        var conversation = new Conversation(
            session, new FakeDevice(test.Time), test.ServicesOf(memory: null) with { DeviceTools = new BrokenTools() });

        conversation.Post(new DeviceSignal.Gone("gone"));

        await conversation.Ended.WaitAsync(_timeout);
        test.Events.Of<DefectCaught>().ShouldHaveSingleItem().SessionId.ShouldBe(session.Id);
    }

    [Fact]
    public async Task A_turn_whose_playback_throws_at_its_end_gives_the_floor_back()
    {
        await using var test = new ConversationHarness();
        var session = test.Sessions.Open("broken");
        var device = new FakeDevice(test.Time) { FailCut = new FormatException() };
        var conversation = new Conversation(session, device, test.ServicesOf(memory: null));
        conversation.Post(new DeviceSignal.TextEntered("one"));
        await Eventually.TrueAsync(() => test.Events.Of<DefectCaught>().Any(defect => defect.SessionId == session.Id));

        device.FailCut = null;
        conversation.Post(new DeviceSignal.TextEntered("two"));

        await Eventually.TrueAsync(() => test.Events.Of<TurnEnded>().Any(turn => turn.SessionId == session.Id && turn.Ending == "completed"));
        conversation.Post(new DeviceSignal.Gone("gone"));
        await conversation.Ended.WaitAsync(_timeout);
    }

    [Fact]
    public async Task An_inbox_whose_reader_throws_ends_its_session_and_no_other()
    {
        var events = new RecordedEvents();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var broken = new Inbox(new Reader(static _ => throw new InsufficientMemoryException()), 8, new ExceptionGuard(events, "inbox", "a", failed: _ => ended.TrySetResult()));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sound = new Inbox(new Reader(_ => heard.TrySetResult()), 8, new ExceptionGuard(events, "inbox", "b"));

        broken.Post("signal");
        sound.Post("signal");

        await Task.WhenAll(ended.Task, heard.Task).WaitAsync(_timeout);
        events.Of<DefectCaught>().ShouldHaveSingleItem().SessionId.ShouldBe("a");
        await Eventually.TrueAsync(() => !broken.IsRunning);
        broken.Post("more").ShouldBeFalse("its session is over");
        sound.Post("more").ShouldBeTrue();
    }

    private sealed class Reader(Action<object> read) : IInboxReader
    {
        public void Read(object signal) => read(signal);

        public void ReadAudio(AudioPacket packet) => packet.Dispose();
    }

    private sealed class BrokenTools : IDeviceToolsFactory, IDeviceTools
    {
        public IDeviceTools Open(string sessionId, string deviceId, IDevice device) => this;

        public ValueTask<IReadOnlyList<AIFunction>> ListAsync(CancellationToken cancellationToken) => new([]);

        public string? Receive(JsonElement message) => null;

        public string? ReceiveThings(JsonElement message) => null;

        public ValueTask DisposeAsync() => throw new FormatException();
    }
}
