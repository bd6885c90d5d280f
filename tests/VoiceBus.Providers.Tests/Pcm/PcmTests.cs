using System.Runtime.InteropServices;
using FsCheck.Xunit;
using VoiceBus.Providers.Pcm;

namespace VoiceBus.Providers.Tests.Pcm;

public sealed class PcmTests
{
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
                rest = rest[packets.Add(rest)..];
                if (packets.IsFull)
                    sent.AddRange(packets.Take().Span);
            }
        }
        sent.Count.ShouldBe(frames.Sum(static frame => frame.Length) / 3 * 6);
        sent.AddRange(packets.Take().Span);
        sent.ShouldBe(MemoryMarshal.AsBytes<short>([.. frames.SelectMany(static frame => frame)]).ToArray());
    }
}
