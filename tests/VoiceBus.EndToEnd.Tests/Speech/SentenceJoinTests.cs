using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Speech;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Speech;

/// <summary>
/// Each sentence is coded by an encoder that knows nothing of the one before, while the device's decoder goes on: what is
/// heard there must be no worse than with one encoder for all.
/// </summary>
public sealed class SentenceJoinTests
{
    private const int Rate = 24_000;
    private const int Around = Rate * 60 / 1000;
    private static readonly string[] _sentences = ["Hello there, my friend.", "It is twenty to nine.", "What can I do for you?", "Stop!", "And so on"];
    private readonly AudioCodecs _codecs = new(Rate);

    [Fact]
    public async Task Sentences_of_a_voice_join_in_silence()
    {
        await using var voice = await LocalSpeech.CreateFliteAsync(CancellationToken.None);
        var spoken = new List<WavFile>();
        foreach (var text in _sentences)
            spoken.Add(await AudioStreams.CollectAsync(voice.SynthesizeAsync(new SynthesisRequest(text), CancellationToken.None)));

        var heard = Play(spoken, encoderPerSentence: true, out var joins);

        heard.Max(static sample => Math.Abs((int)sample)).ShouldBeGreaterThan(5_000, "it speaks");
        joins.Count.ShouldBe(_sentences.Length - 1);
        foreach (var join in joins)
            Step(heard, join).ShouldBeLessThan(50, $"no click at {join}");
    }

    [Theory]
    [InlineData(690)]
    [InlineData(715)]
    [InlineData(720)]
    public void Sentences_that_break_off_in_mid_sound_join_no_harder_than_with_one_encoder(int milliseconds)
    {
        WavFile[] tones = [Tone(200, milliseconds), Tone(330, milliseconds), Tone(150, 1000)];

        var one = Play(tones, encoderPerSentence: false, out var joins);
        var each = Play(tones, encoderPerSentence: true, out _);

        foreach (var join in joins)
            Step(each, join).ShouldBeLessThan((int)(1.25 * Step(one, join)) + 50, $"at {join}");
    }

    [Fact]
    public async Task A_sentence_spoken_again_by_another_worker_is_the_same_packets()
    {
        await using var voice = await LocalSpeech.CreateFliteAsync(CancellationToken.None);
        var sentence = await AudioStreams.CollectAsync(voice.SynthesizeAsync(new SynthesisRequest(_sentences[0]), CancellationToken.None));
        using var used = new SpeechEncoders(_codecs);
        Encode(used, Tone(200, 500));
        using var unused = new SpeechEncoders(_codecs);

        Encode(used, sentence).ShouldBe(Encode(unused, sentence));
    }

    private static WavFile Tone(int hertz, int milliseconds) => new(
        [.. Enumerable.Range(0, Rate * milliseconds / 1000).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * hertz * i / Rate)))], Rate);

    /// <summary>The hardest step from one sample to the next around a place.</summary>
    private static int Step(short[] samples, int place) =>
        Enumerable.Range(place - Around, 2 * Around).Max(i => Math.Abs(samples[i] - samples[i - 1]));

    private static List<string> Encode(SpeechEncoders encoders, WavFile sentence)
    {
        var speech = encoders.Rent(AudioFormat.DefaultDownlink);
        speech.Add(sentence.Samples, sentence.SampleRate);
        speech.Flush();
        var packets = new List<string>();
        while (speech.TryTake(out var packet))
            using (packet)
                packets.Add(Convert.ToHexString(packet.Bytes.Span));
        encoders.Return(speech);
        return packets;
    }

    private short[] Play(IReadOnlyList<WavFile> sentences, bool encoderPerSentence, out List<int> joins)
    {
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultDownlink);
        using var speech = new SpeechEncoder(_codecs.CreateEncoder(AudioFormat.DefaultDownlink));
        var heard = new List<short>();
        joins = [];
        foreach (var sentence in sentences)
        {
            if (heard.Count > 0)
                joins.Add(heard.Count);
            if (encoderPerSentence)
                speech.Reset();
            speech.Add(sentence.Samples, sentence.SampleRate);
            speech.Flush();
            while (speech.TryTake(out var packet))
                using (packet)
                    Hear(decoder, packet, heard);
        }
        return [.. heard];
    }

    private static void Hear(IFrameDecoder decoder, AudioPacket packet, List<short> heard)
    {
        decoder.TryDecode(packet.Bytes.Span, out var frame).ShouldBeTrue();
        using (frame)
            heard.AddRange(frame.Samples);
    }
}
