using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Bus;

/// <summary>
/// What every event bus promises (design.md 3.1, 3.2), as tests that a bus inherits. They speak the real contracts, so that
/// a bus with a wire can carry them. Waiting is by signals and virtual time only.
/// </summary>
public abstract partial class EventBusContract
{
    /// <summary>Bounds the tests start from.</summary>
    protected static QueueOptions Options { get; } = new() { Capacity = 100, Concurrency = 100, StreamCapacity = 8 };

    private static QueueOptions Narrow { get; } = Options with { Capacity = 1, Concurrency = 1 };

    /// <summary>Virtual time of the test.</summary>
    protected CountingClock Clock { get; } = new();

    /// <summary>What the bus told.</summary>
    protected RecordedEvents Events { get; } = new();

    private static CancellationToken None => CancellationToken.None;

    private static CallContext Context { get; } = new("session-1", "turn-1");

    private static RecognitionRequest Listen { get; } = new("en", WantPartials: true);

    /// <summary>Starts the bus with these bounds for every service.</summary>
    protected abstract Task<BusRig> StartAsync(QueueOptions options, TimeProvider time, IEventSink events);

    private Task<BusRig> StartAsync(QueueOptions options) => StartAsync(options, Clock, Events);

    private static async Task<IServiceCall<AudioPacket, Transcript>> OpenAsrAsync(BusRig rig) =>
        await rig.Caller.OpenAsync(ServiceContracts.Asr, Listen, Context, None).AsTask().WaitAsync(Gate.Limit);

    private static async Task<IServiceCall<NoInput, AudioPacket>> OpenTtsAsync(BusRig rig, string text = "hello") =>
        await rig.Caller.OpenAsync(ServiceContracts.Tts, new SynthesisRequest(text), Context, None).AsTask().WaitAsync(Gate.Limit);

    private static void ServeAsr(BusRig rig, CallHandler<RecognitionRequest, AudioPacket, Transcript> handler) =>
        rig.Service.Serve(ServiceContracts.Asr, handler);

    private static void ServeTts(BusRig rig, CallHandler<SynthesisRequest, NoInput, AudioPacket> handler) =>
        rig.Service.Serve(ServiceContracts.Tts, handler);

    /// <summary>Reads a reply stream to its end.</summary>
    private static async Task<List<int>> ReadAsync(IServiceCall<NoInput, AudioPacket> call)
    {
        var numbers = new List<int>();
        await foreach (var packet in call.Replies(None))
            numbers.Add(Numbered.Take(packet));
        return numbers;
    }

    private static async Task<List<int>> ReadAsync(IServiceCall<AudioPacket, Transcript> call)
    {
        var numbers = new List<int>();
        await foreach (var transcript in call.Replies(None))
            numbers.Add(Numbered.Of(transcript));
        return numbers;
    }

    /// <summary>Never returns before the token is cancelled.</summary>
    private static Task UntilCancelled(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
