using System.Text;
using VoiceBus.Providers.Qwen;

namespace VoiceBus.Providers.Tests.Qwen;

public sealed class QwenAudioTests
{
    private static readonly byte[] _pcm = [.. Enumerable.Range(0, 4_800).Select(static n => (byte)(n * 7))];
    private static readonly byte[] _delta = Event(Convert.ToBase64String(_pcm));

    [Fact]
    public void Audio_is_taken_out_of_its_event_wherever_it_stands_in_it()
    {
        var audio = new QwenAudio();
        audio.TryRead(_delta, out var pcm).ShouldBeTrue();
        pcm.ToArray().ShouldBe(_pcm);
        audio.TryRead("""{"delta":"AAEC","response":{"type":"x","delta":"y"},"type":"response.audio.delta"}"""u8, out pcm).ShouldBeTrue();
        pcm.ToArray().ShouldBe([0, 1, 2]);
    }

    [Theory]
    [InlineData("""{"type":"response.audio.done","delta":"AAEC"}""")]
    [InlineData("""{"type":"response.audio.delta","delta":"A\/EC"}""")]
    [InlineData("""{"type":"response.audio.delta","delta":"!!"}""")]
    [InlineData("""{"type":"response.audio.delta","delta":7}""")]
    [InlineData("""{"type":"response.audio.delta"}""")]
    [InlineData("""{"type":""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public void Anything_else_is_left_to_who_reads_it_as_a_document(string message) =>
        new QwenAudio().TryRead(Encoding.UTF8.GetBytes(message), out _).ShouldBeFalse();

    [Fact]
    public void Audio_is_written_and_read_without_an_allocation()
    {
        using var writer = new QwenEventWriter();
        var audio = new QwenAudio();
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Cycle();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Cycle()
        {
            writer.Audio(_pcm);
            audio.TryRead(_delta, out _);
        }
    }

    private static byte[] Event(string base64) =>
        Encoding.UTF8.GetBytes($$"""{"event_id":"e","type":"response.audio.delta","response_id":"r","output_index":0,"delta":"{{base64}}"}""");
}
