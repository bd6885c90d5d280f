using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Speech;

/// <summary>
/// The recogniser's decoder begins where the pre-roll does, in the middle of the device's stream: what it makes of the packets
/// must be understood as well as by a decoder that heard all of them.
/// </summary>
public sealed class JoinedStreamTests
{
    private const int Frame = 960;
    private const int PreRoll = 6;
    private readonly AudioCodecs _codecs = new();

    [Fact]
    public async Task A_recogniser_that_joins_in_at_the_pre_roll_understands_as_much()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var speech = new LocalSpeech(ModelFolder.Locate(AppContext.BaseDirectory), TimeProvider.System);
        await using var recognizer = await speech.CreateMoonshineAsync(deadline.Token);
        var (words, whole, joined) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var recording in RecordedSpeech.Novel.Append(RecordedSpeech.GoForward))
        {
            // What a microphone hears before: the room, 1.5 s of it.
            var packets = Encode([.. Room(25 * Frame), .. recording.Audio.Samples]);
            words.Add(recording.Words);
            whole.Add(await RecognizeAsync(recognizer, Decode(packets)[((25 - PreRoll) * Frame)..], deadline.Token));
            joined.Add(await RecognizeAsync(recognizer, Decode(packets[(25 - PreRoll)..]), deadline.Token));
        }

        var (said, all, part) = (string.Join(' ', words), string.Join(' ', whole), string.Join(' ', joined));
        WordErrorRate.Of(said, part).ShouldBeLessThanOrEqualTo(WordErrorRate.Of(said, all) + 0.05, $"whole: {all}\njoined: {part}");
        WordErrorRate.Of(said, part).ShouldBeLessThan(0.2, part);
    }

    private static short[] Room(int samples)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, samples).Select(_ => (short)random.Next(-60, 60))];
    }

    private static async Task<string> RecognizeAsync(ISpeechRecognizer recognizer, short[] samples, CancellationToken cancellationToken)
    {
        await foreach (var transcript in recognizer.RecognizeAsync(new RecognitionRequest("en", false), AudioStreams.Frames(samples), cancellationToken))
            if (transcript.Kind == TranscriptKind.Final)
                return transcript.Text;
        return "";
    }

    private List<byte[]> Encode(short[] samples)
    {
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultUplink);
        var packets = new List<byte[]>();
        for (var start = 0; start + Frame <= samples.Length; start += Frame)
        {
            using var packet = encoder.Encode(samples.AsSpan(start, Frame));
            packets.Add(packet.Bytes.ToArray());
        }
        return packets;
    }

    private short[] Decode(List<byte[]> packets)
    {
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        var samples = new List<short>();
        foreach (var packet in packets)
        {
            decoder.TryDecode(packet, out var frame).ShouldBeTrue();
            using (frame)
                samples.AddRange(frame.Samples);
        }
        return [.. samples];
    }
}
