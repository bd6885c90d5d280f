using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Gateway.Transport;
using VoiceBus.Protocol;
using VoiceBus.Speech;

namespace VoiceBus.Bench;

/// <summary>
/// What one 60 ms frame costs on its way in (unframe, inbox, decode, cut into windows) and out (resample, cut, encode,
/// pace), against the codec alone. The voice detector is measured apart: it is a model, not our code.
/// </summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class AudioPath : IPlaybackSink
{
    private static readonly AudioFormat _up = AudioFormat.DefaultUplink;
    private static readonly AudioFormat _down = AudioFormat.DefaultDownlink;

    private readonly AudioCodecs _codecs = new();
    private readonly short[] _samples = Signals.Speech(_down.SamplesPerFrame, _down.SampleRate);
    private readonly SignalReader _reader = new();
    private IFrameDecoder _decoder = null!;
    private IFrameEncoder _encoder = null!;
    private SpeechEncoder _speech = null!;
    private Listener _ear = null!;
    private Inbox _inbox = null!;
    private DevicePlayback _playback = null!;
    private PlaybackClock _clock = null!;
    private ManualTime _time = null!;
    private byte[] _message = [];
    private long _playing;

    [GlobalSetup]
    public void Setup()
    {
        _decoder = _codecs.CreateDecoder(_up);
        _encoder = _codecs.CreateEncoder(_down);
        _speech = new SpeechEncoder(_codecs.CreateEncoder(_down));
        using var encoder = _codecs.CreateEncoder(_up);
        using var packet = encoder.Encode(Signals.Speech(_up.SamplesPerFrame, _up.SampleRate));
        _message = new byte[4 + packet.Length];
        BinaryFraming.WriteHeader(3, _message, packet.Length, 0);
        packet.Bytes.Span.CopyTo(_message.AsSpan(4));

        var options = new ListeningOptions();
        _ear = new Listener(_codecs, new DeafDetectors(), _up, () => options, () => throw new InvalidOperationException("Nobody spoke."), static () => { });
        _ear.Start(ListeningMode.Auto);
        _reader.Ear = _ear;
        _inbox = new Inbox(_reader, 64, new ExceptionGuard(NullEventSink.Instance, "inbox"));
        _time = new ManualTime();
        _clock = new PlaybackClock(_time, NullEventSink.Instance);
        _playback = new DevicePlayback(this, _clock, _time, new PlaybackOptions(), TimeSpan.FromMilliseconds(60), new ExceptionGuard(NullEventSink.Instance, "playback"));
        _playing = _playback.Begin();
    }

    [BenchmarkCategory("in"), Benchmark(Baseline = true)]
    public int DecodeOnly()
    {
        _decoder.TryDecode(_message.AsSpan(4), out var frame);
        using (frame)
            return frame.Length;
    }

    [BenchmarkCategory("in"), Benchmark]
    public void FrameIn()
    {
        BinaryFraming.TryUnwrap(3, _message, out var payload, out _, out _);
        _inbox.PostAudio(AudioPacket.Copy(payload));
        _reader.WaitForOne();
    }

    [BenchmarkCategory("out"), Benchmark(Baseline = true)]
    public int EncodeOnly()
    {
        using var packet = _encoder.Encode(_samples);
        return packet.Length;
    }

    [BenchmarkCategory("out"), Benchmark]
    public async Task FrameOut()
    {
        _time.Advance();
        _speech.Add(_samples, _down.SampleRate);
        while (_speech.TryTake(out var packet))
            await _playback.WriteAsync(_playing, packet, CancellationToken.None);
        _playback.TickGuarded(_time.GetTimestamp());
    }

    void IPlaybackSink.SendSpeechStart()
    {
    }

    void IPlaybackSink.SendSentenceStart(string text)
    {
    }

    void IPlaybackSink.SendSentenceEnd(string text)
    {
    }

    void IPlaybackSink.SendSpeechStop()
    {
    }

    bool IPlaybackSink.TrySendAudio(AudioPacket packet)
    {
        packet.Dispose();
        return true;
    }

    void IPlaybackSink.DropAudio()
    {
    }

    private sealed class SignalReader : IInboxReader
    {
        private readonly SemaphoreSlim _read = new(0);

        public Listener Ear { get; set; } = null!;

        public void Read(object signal)
        {
        }

        public void ReadAudio(AudioPacket packet)
        {
            using (packet)
                Ear.Hear(packet.Bytes.Span, TimeSpan.FromMilliseconds(96), 0.5f);
            _read.Release();
        }

        public void WaitForOne() => _read.Wait();
    }

    private sealed class DeafDetectors : IVoiceDetectorFactory
    {
        public IVoiceDetector Create() => new Deaf();

        private sealed class Deaf : IVoiceDetector
        {
            public float Detect(ReadOnlySpan<short> window) => 0;

            public void Reset()
            {
            }

            public void Dispose()
            {
            }
        }
    }

    /// <summary>Moves one frame at a time, so that every frame is due when it is written.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => 1000;

        public void Advance() => _now += 60;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
