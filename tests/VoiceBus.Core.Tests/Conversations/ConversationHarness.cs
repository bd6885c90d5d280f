using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Tests.Memory;
using VoiceBus.Core.Thinking;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>A conversation over a real bus with scripted services, a fake device and a voice detector that hears loud samples.</summary>
internal sealed class ConversationHarness : IAsyncDisposable
{
    private readonly ConversationOptions _options;

    public ConversationHarness(
        ConversationOptions? options = null, MemoryRig? memory = null, ISummarizer? summarizer = null, ISoundLibrary? sounds = null,
        IAlarmStore? alarms = null, TimeSpan startAt = default)
    {
        Time.Advance(startAt);
        Device = new FakeDevice(Time);
        _options = options ?? new ConversationOptions();
        var queues = Enum.GetValues<ServiceType>().ToDictionary(type => type, _ => new QueueOptions());
        Bus = new InMemoryEventBus(queues, Time, Events);
        Services.Serve(Bus);
        Sessions = new SessionManager(Time, Events);
        Session = Sessions.Open("device");
        Conversation = new Conversation(Session, Device, ServicesOf(memory, summarizer, sounds) with { Alarms = alarms });
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordedEvents Events { get; } = new();

    public InMemoryEventBus Bus { get; }

    public ScriptedServices Services { get; } = new();

    public SessionManager Sessions { get; }

    public Session Session { get; }

    public FakeDevice Device { get; }

    public AudioDrops Drops { get; } = new();

    public Conversation Conversation { get; }

    /// <summary>Speaks, then is silent; in windows of 32 ms. The loudness tells the recogniser who speaks.</summary>
    public void Speak(int voicedMs, int silentMs, short loudness = 10_000)
    {
        for (var at = 0; at < voicedMs + silentMs; at += 32)
            Window(at < voicedMs ? loudness : (short)0);
    }

    /// <summary>The same, at the session's pace as a transport does, so that nothing is dropped however much it is.</summary>
    public async Task SpeakAsync(int voicedMs, int silentMs, short loudness = 10_000)
    {
        for (var at = 0; at < voicedMs + silentMs; at += 32)
        {
            Window(at < voicedMs ? loudness : (short)0);
            await Conversation.WaitForRoomAsync(256, CancellationToken.None);
        }
    }

    /// <summary>What the conversation is given.</summary>
    public ConversationServices ServicesOf(MemoryRig? memory, ISummarizer? summarizer = null, ISoundLibrary? sounds = null) =>
        new(Bus, new PcmCodecs(), new LoudnessDetectors(), new NoTools(), Events, Time, Drops, () => _options, Sounds: sounds,
            Memory: memory is null ? null : new MemoryServices(memory.Keeper, summarizer ?? new DropOldest(), new EstimatedTokens()));

    /// <summary>Waits until nobody speaks, is heard or works; an interrupted turn counts as idle before it has told its end.</summary>
    public Task IdleAsync() => Eventually.TrueAsync(
        () => Services.Open == 0 && Session.Status == SessionStatus.Idle && !Conversation.IsRunning
            && Events.Of<TurnStarted>().Count == Events.Of<TurnEnded>().Count,
        () => $"{Session.Status}, {Services.Open} calls open, {string.Join(", ", Device.Log)}");

    public async ValueTask DisposeAsync()
    {
        Conversation.Post(new DeviceSignal.Gone("test over"));
        await Conversation.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        Services.Open.ShouldBe(0);
        foreach (var queue in Bus.GetStatus().Queues)
            (queue.Length + queue.InFlight).ShouldBe(0);
        await Bus.DisposeAsync();
    }

    private void Window(short loudness)
    {
        Span<short> samples = stackalloc short[IVoiceDetector.WindowSamples];
        samples.Fill(loudness);
        Conversation.PostAudio(AudioPacket.Copy(MemoryMarshal.AsBytes(samples)));
    }

    private sealed class NoTools : IToolCatalog
    {
        public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListAsync(CancellationToken cancellationToken) => new([]);
    }
}
