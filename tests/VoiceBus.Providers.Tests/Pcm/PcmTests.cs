using System.Runtime.InteropServices;
using FsCheck.Xunit;
using VoiceBus.Providers.Pcm;

namespace VoiceBus.Providers.Tests.Pcm;

public sealed class PcmTests
{
    [Property]
    public void Frames_hold_the_samples_however_the_bytes_are_cut(short[] samples, byte[] cuts)
    {
        var frames = new PcmFrames(8000);
        var bytes = MemoryMarshal.AsBytes<short>(samples).ToArray();
        var heard = new List<short>();
        var from = 0;
        foreach (var length in cuts.Select(static cut => (int)cut).Append(bytes.Length))
        {
            ReadOnlySpan<byte> piece = bytes.AsSpan(from, Math.Min(length, bytes.Length - from));
            from += piece.Length;
            while (frames.TryTake(ref piece, out var frame))
                using (frame)
                    heard.AddRange(frame.Samples);
        }
        heard.ShouldBe(samples);
    }

    [Fact]
    public void Frames_are_no_longer_than_60_ms()
    {
        ReadOnlySpan<byte> second = new byte[48_000];
        var frames = new PcmFrames(24_000);
        var lengths = new List<int>();
        while (frames.TryTake(ref second, out var frame))
            using (frame)
                lengths.Add(frame.Length);
        lengths.Max().ShouldBe(1440);
        lengths.Sum().ShouldBe(24_000);
    }

    [Fact]
    public void Of_two_channels_the_first_is_heard()
    {
        ReadOnlySpan<byte> both = MemoryMarshal.AsBytes<short>([1, -1, 2, -2, 3, -3]);
        new PcmFrames(16_000, 2).TryTake(ref both, out var frame).ShouldBeTrue();
        using (frame)
            frame.Samples.ToArray().ShouldBe([1, 2, 3]);
    }

    [Property]
    public void Packets_hold_the_samples_however_the_frames_are_cut(short[][] frames)
    {
        var packets = new PcmPackets(6);
        var sent = new List<byte>();
        foreach (var frame in frames)
        {
            ReadOnlySpan<short> rest = frame;
            while (!rest.IsEmpty)
            {
                rest = packets.Add(rest);
                if (packets.IsFull)
                    sent.AddRange(packets.Take().Span);
            }
        }
        sent.Count.ShouldBe(frames.Sum(static frame => frame.Length) / 3 * 6);
        sent.AddRange(packets.Take().Span);
        sent.ShouldBe(MemoryMarshal.AsBytes<short>([.. frames.SelectMany(static frame => frame)]).ToArray());
    }
}
