using VoiceBus.Providers.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoFrameTests
{
    private static readonly byte[] _audio = [0x11, 0xB4, 0, 0, 0, 0, 1, 0x60, 0, 0, 0, 2, (byte)'i', (byte)'d', 0, 0, 0, 4, 1, 2, 3, 4];
    private static readonly byte[] _answer = [0x11, 0x93, 0x10, 0, 0, 0, 0, 3, 0, 0, 0, 2, (byte)'{', (byte)'}'];

    [Fact]
    public void A_message_is_read_where_it_lies()
    {
        DoubaoFrame.TryRead(_audio, out var audio).ShouldBeTrue();
        (audio.Type, audio.Event, audio.IsLast).ShouldBe((DoubaoMessageType.AudioAnswer, 352, false));
        audio.Id.ToArray().ShouldBe("id"u8.ToArray());
        audio.Payload.ToArray().ShouldBe([1, 2, 3, 4]);
        DoubaoFrame.TryRead(_answer, out var answer).ShouldBeTrue();
        (answer.Type, answer.IsLast, answer.IsGzip).ShouldBe((DoubaoMessageType.Answer, true, false));
        answer.Payload.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(0x91, false)]
    [InlineData(0x90, true)]
    public void The_lengths_tell_whether_there_is_a_sequence_number_whatever_the_flag_says(int typeAndFlags, bool sequence)
    {
        byte[] message = [0x11, (byte)typeAndFlags, 0x10, 0, .. sequence ? new byte[] { 0, 0, 0, 1 } : [], 0, 0, 0, 2, (byte)'{', (byte)'}'];

        DoubaoFrame.TryRead(message, out var frame).ShouldBeTrue();

        frame.Payload.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public void An_event_of_unknown_layout_is_an_event()
    {
        DoubaoFrame.TryRead(new byte[] { 0x11, 0x94, 0x10, 0, 0, 0, 0, 52 }, out var finished).ShouldBeTrue();
        finished.Event.ShouldBe(52);
        DoubaoFrame.TryRead(new byte[] { 0x11, 0x94, 0x10, 0, 0, 0, 1, 0x67, 0, 0, 0, 99, 1 }, out var odd).ShouldBeTrue();
        (odd.Event, odd.Payload.Length).ShouldBe((359, 0));
    }

    [Fact]
    public void No_bytes_at_all_make_it_fail()
    {
        var random = new Random(7);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            if (i % 2 == 0)
                (i % 4 == 0 ? _audio : _answer).AsSpan(0, random.Next(12)).CopyTo(bytes);
            DoubaoFrame.TryRead(bytes.AsMemory(0, random.Next(bytes.Length)), out _);
        }
    }

    [Fact]
    public void Audio_is_written_and_read_without_an_allocation()
    {
        var writer = new DoubaoWriter(gzip: false);
        var pcm = new byte[6_400];
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Cycle();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Cycle()
        {
            writer.Audio(pcm, isLast: false);
            DoubaoFrame.TryRead(_audio, out _);
        }
    }
}
