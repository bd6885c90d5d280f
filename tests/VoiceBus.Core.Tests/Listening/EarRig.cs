using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Listening;

/// <summary>
/// A listener whose utterances reach a recogniser over a real bus. Packets are plain samples whatever their format says, the
/// first sample being the packet's number; a detector hears the last sample of a window.
/// </summary>
internal sealed class EarRig : IUtteranceObserver, IVoiceDetectorFactory, IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);
    private readonly InMemoryEventBus _bus = new(new Dictionary<ServiceType, QueueOptions>(), TimeProvider.System, NullEventSink.Instance);
    private readonly Dictionary<Utterance, TaskCompletionSource<string>> _recognised = [];
    private readonly CountedCodecs _codecs = new();
    private readonly AudioFormat _uplink;
    private readonly List<Utterance> _opened = [];
    private int _asked;

    public EarRig(ListeningMode mode = ListeningMode.Auto, AudioFormat? uplink = null, ListeningOptions? options = null)
    {
        _uplink = uplink ?? AudioFormat.DefaultUplink;
        var limits = options ?? new ListeningOptions();
        _bus.Serve(ServiceContracts.Asr, RecogniseAsync);
        Listener = new Listener(_codecs, this, _uplink, () => limits, Open, () => Malformed++);
        Listener.Start(mode);

        Utterance Open()
        {
            var request = new RecognitionRequest(null, WantPartials: false) { Format = Listener.Passed(_uplink) };
            lock (_recognised)
            {
                _opened.Add(new Utterance(_bus, request, new CallContext("s", "t"), TimeSpan.FromMinutes(10), this, TimeProvider.System, static () => { }));
                _recognised[_opened[^1]] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                return _opened[^1];
            }
        }
    }

    public Listener Listener { get; }

    /// <summary>Packets heard so far: the number of the newest.</summary>
    public int Heard { get; private set; }

    /// <summary>Packets that could not be decoded.</summary>
    public int Malformed { get; private set; }

    /// <summary>Bytes the recogniser got in all.</summary>
    public long Bytes { get; private set; }

    /// <summary>Hears so many packets of each.</summary>
    public void Hear(int quiet, int loud, int quietAfter)
    {
        for (var i = 0; i < quiet + loud + quietAfter; i++)
        {
            var samples = new short[_uplink.SamplesPerFrame];
            if (i >= quiet && i < quiet + loud)
                Array.Fill(samples, (short)10_000);
            samples[0] = (short)++Heard;
            using var packet = PcmCodecs.Packet(samples);
            Listener.Hear(packet.Bytes.Span, TimeSpan.FromMilliseconds(96), 0.5f);
        }
    }

    /// <summary>
    /// The numbers of the packets of the utterance spoken next, as the recogniser got them, a line where it was told of a pause;
    /// two utterances may be recognised in any order.
    /// </summary>
    public Task<string> NextUtteranceAsync() => _recognised[_opened[_asked++]].Task.WaitAsync(_limit);

    public async ValueTask DisposeAsync()
    {
        Listener.Dispose();
        await Task.WhenAll(_opened.Select(static utterance => utterance.Ended)).WaitAsync(_limit);
        _codecs.Open.ShouldBe(0);
        await _bus.DisposeAsync();
    }

    void IUtteranceObserver.Understood(Utterance utterance, Transcript transcript)
    {
        lock (_recognised)
            _recognised[utterance].TrySetResult(transcript.Text);
    }

    void IUtteranceObserver.Failed(Utterance utterance, CallFailedException failure)
    {
        lock (_recognised)
            _recognised[utterance].TrySetException(failure);
    }

    IVoiceDetector IVoiceDetectorFactory.Create() => new Loudness();

    private async Task RecogniseAsync(IServedCall<RecognitionRequest, AudioPacket, Transcript> call, CancellationToken cancellationToken)
    {
        var heard = new List<string>();
        await foreach (var packet in call.Inputs(cancellationToken))
            using (packet)
            {
                Bytes += packet.Length;
                heard.Add(packet.IsPause ? "|" : PcmCodecs.Samples(packet)[0].ToString());
            }
        await call.ReplyAsync(new Transcript(string.Join(' ', heard), TranscriptKind.Final), cancellationToken);
    }

    private sealed class Loudness : IVoiceDetector
    {
        public float Detect(ReadOnlySpan<short> window) => window[^1] > 5_000 ? 0.95f : 0.02f;

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
