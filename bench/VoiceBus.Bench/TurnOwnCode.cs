using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;

namespace VoiceBus.Bench;

/// <summary>
/// What our own code adds to a turn: from the user's words being known to the first encoded packet reaching the playback,
/// with a model and a voice that answer at once. Everything real but them: conversation, bus, sentences, the voice's adapter and
/// pool, resampling, Opus.
/// </summary>
public class TurnOwnCode
{
    private static readonly short[] _spoken = Signals.Speech(2646, 22_050);

    private readonly InstantDevice _device = new();
    private readonly InMemoryEventBus _bus = new(new Dictionary<ServiceType, QueueOptions>(), TimeProvider.System, NullEventSink.Instance);
    private readonly LocalSpeech _speech = new(ModelFolder.Locate(AppContext.BaseDirectory), TimeProvider.System);
    private TtsAdapter _voice = null!;
    private Conversation _conversation = null!;

    [GlobalSetup]
    public void Setup()
    {
        _bus.Serve(ServiceContracts.Llm, static (call, token) => call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, "Hello there. "), token).AsTask());
        _voice = new TtsAdapter(Instant(), _speech.Codecs);
        _bus.Serve(ServiceContracts.Tts, _voice.HandleAsync);
        _bus.Serve(ServiceContracts.Mcp, static (call, token) => call.ReplyAsync(new ToolResult("[]", false), token).AsTask());
        var options = new ConversationOptions();
        var services = new ConversationServices(
            _bus, _speech.Codecs, _speech.VoiceDetectors, new BusToolCatalog(_bus, TimeProvider.System, NullEventSink.Instance), NullEventSink.Instance, TimeProvider.System, new AudioDrops(), () => options);
        var session = new SessionManager(TimeProvider.System, NullEventSink.Instance).Open("bench");
        _conversation = new Conversation(session, _device, services);
    }

    [Benchmark]
    public async Task WordsToFirstPacket()
    {
        var first = _device.NextTurn();
        _conversation.Post(new DeviceSignal.TextEntered("hi"));
        await first;
        await _device.Ended;
    }

    [GlobalCleanup]
    public void Cleanup() => _voice.Dispose();

    private static Failover<ISpeechSynthesizer> Instant()
    {
        var pool = new ProviderPool<ISpeechSynthesizer>(
            "instant", static _ => Task.FromResult<ISpeechSynthesizer>(new InstantVoice()), new PoolOptions(), TimeProvider.System, NullEventSink.Instance);
        var entry = new ProviderEntry<ISpeechSynthesizer>(
            ServiceType.Tts, "instant", "instant", pool, new BreakerOptions(), TimeProvider.System, NullEventSink.Instance);
        return new Failover<ISpeechSynthesizer>(
            ServiceType.Tts, new ServiceConfiguration<ISpeechSynthesizer>(true, [entry], ServiceDeadlines.For(ServiceType.Tts)), TimeProvider.System);
    }

    private sealed class InstantVoice : ISpeechSynthesizer
    {
        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return AudioFrame.Copy(_spoken, 22_050);
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class InstantDevice : IDevice, IPlayback
    {
        private TaskCompletionSource _first = new();
        private TaskCompletionSource _ended = new();
        private long _speech;

        public AudioFormat Uplink => AudioFormat.DefaultUplink;

        public AudioFormat Downlink => AudioFormat.DefaultDownlink;

        public IPlayback Playback => this;

        public PlayedSpeech Played => new("Hello there.", 1, 1);

        public Task Ended => _ended.Task;

        public Task NextTurn()
        {
            _first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _first.Task;
        }

        public void ShowTranscript(string text)
        {
        }

        public void ShowEmotion(string emotion, string emoji)
        {
        }

        public bool HasMcp => false;

        public void Send(DeviceMessage message)
        {
        }

        public void Close(string reason, CloseCause cause)
        {
        }

        public long Begin() => ++_speech;

        public ValueTask StartSentenceAsync(long speech, string text, CancellationToken cancellationToken) => default;

        public ValueTask WriteAsync(long speech, AudioPacket packet, CancellationToken cancellationToken)
        {
            packet.Dispose();
            _first.TrySetResult();
            return default;
        }

        public ValueTask EndSentenceAsync(long speech, string text, CancellationToken cancellationToken) => default;

        public Task FinishAsync(long speech, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Cut(long speech) => _ended.TrySetResult();

        public void Silence()
        {
        }
    }
}
