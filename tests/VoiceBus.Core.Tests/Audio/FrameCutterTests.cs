using FsCheck.Xunit;
using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Tests.Audio;

public sealed class FrameCutterTests
{
    [Property]
    public bool EverySampleComesOutOnceAndInOrder(byte frameLength, byte[] chunkLengths)
    {
        var cutter = new FrameCutter(frameLength + 1);
        var next = (short)1;
        var output = new List<short>();
        foreach (var length in chunkLengths)
        {
            var chunk = Enumerable.Range(0, length * 3).Select(_ => next++).ToArray();
            var consumed = 0;
            while (cutter.TryCut(chunk, ref consumed, out var frame))
                Add(output, frame, cutter.SamplesPerFrame);
        }
        var total = next - 1;
        if (cutter.Flush(out var last))
            Add(output, last, cutter.SamplesPerFrame);
        return output.Take(total).SequenceEqual(Enumerable.Range(1, total).Select(static i => (short)i))
            && output.Skip(total).All(static sample => sample == 0)
            && output.Count - total < cutter.SamplesPerFrame;
    }

    [Fact]
    public void AFlushedCutterHasNothingLeft()
    {
        var cutter = new FrameCutter(4);
        var consumed = 0;
        cutter.TryCut([1, 2, 3], ref consumed, out _).ShouldBeFalse();
        cutter.Buffered.ShouldBe(3);
        cutter.Flush(out var frame).ShouldBeTrue();
        frame.ToArray().ShouldBe<short>([1, 2, 3, 0]);
        cutter.Flush(out _).ShouldBeFalse();
    }

    [Fact]
    public void ResetForgets()
    {
        var cutter = new FrameCutter(4);
        var consumed = 0;
        cutter.TryCut([1, 2, 3], ref consumed, out _);
        cutter.Reset();
        cutter.Flush(out _).ShouldBeFalse();
    }

    private static void Add(List<short> output, ReadOnlySpan<short> frame, int length)
    {
        frame.Length.ShouldBe(length);
        output.AddRange(frame);
    }
}
