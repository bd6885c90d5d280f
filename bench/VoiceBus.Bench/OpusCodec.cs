using BenchmarkDotNet.Attributes;
using VoiceBus.Audio.Opus;
using VoiceBus.Core.Audio;
using VoiceBus.Speech;
using VoiceBus.Speech.Opus;

namespace VoiceBus.Bench;

/// <summary>One 60 ms frame through our codec classes, against the bare library called with buffers kept.</summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public unsafe class OpusCodec
{
    private static readonly AudioFormat _down = AudioFormat.DefaultDownlink;
    private static readonly AudioFormat _up = AudioFormat.DefaultUplink;

    private readonly short[] _speech = Signals.Speech(_down.SamplesPerFrame, _down.SampleRate);
    private readonly byte[] _packet = new byte[1500];
    private readonly short[] _decoded = new short[1920];
    private readonly IFrameEncoder _encoder = new AudioCodecs().CreateEncoder(_down);
    private readonly IFrameDecoder _decoder = new AudioCodecs().CreateDecoder(_up);
    private readonly OpusEncoderHandle _rawEncoder = LibOpus.CreateEncoder(_down.SampleRate, 1, LibOpus.ApplicationVoip, out _);
    private readonly OpusDecoderHandle _rawDecoder = LibOpus.CreateDecoder(_up.SampleRate, 1, out _);
    private byte[] _uplink = [];

    [GlobalSetup]
    public void Setup()
    {
        var options = new OpusEncoderOptions();
        LibOpus.Control(_rawEncoder, LibOpus.SetBitrate, options.WideBitrate);
        LibOpus.Control(_rawEncoder, LibOpus.SetComplexity, options.Complexity);
        LibOpus.Control(_rawEncoder, LibOpus.SetSignal, LibOpus.SignalVoice);
        using var encoder = new AudioCodecs().CreateEncoder(_up);
        using var packet = encoder.Encode(Signals.Speech(_up.SamplesPerFrame, _up.SampleRate));
        _uplink = packet.Bytes.ToArray();
    }

    [BenchmarkCategory("encode"), Benchmark(Baseline = true)]
    public int EncodeRaw()
    {
        fixed (short* samples = _speech)
        fixed (byte* packet = _packet)
            return LibOpus.Encode(_rawEncoder, samples, _speech.Length, packet, _packet.Length);
    }

    [BenchmarkCategory("encode"), Benchmark]
    public int EncodeFrame()
    {
        using var packet = _encoder.Encode(_speech);
        return packet.Length;
    }

    [BenchmarkCategory("decode"), Benchmark(Baseline = true)]
    public int DecodeRaw()
    {
        fixed (byte* packet = _uplink)
        fixed (short* samples = _decoded)
            return LibOpus.Decode(_rawDecoder, packet, _uplink.Length, samples, _decoded.Length, 0);
    }

    [BenchmarkCategory("decode"), Benchmark]
    public int DecodeFrame()
    {
        if (!_decoder.TryDecode(_uplink, out var frame))
            throw new InvalidOperationException("The packet did not decode.");
        using (frame)
            return frame.Length;
    }
}
